package io.evenkeel.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.event.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a request's events: receipts in the order of the events, and rejects. */
final class Outcome implements AutoCloseable {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Spool receipts = new Spool();
    private final Spool rejected = new Spool();
    private @Nullable Problem first;
    private @Nullable String failure;

    void receipt(String id, long epoch, Receipt receipt) throws IOException {
        receipts.add(NODES.objectNode()
                .put("id", id)
                .put("epoch", epoch)
                .put("partition", receipt.partition())
                .put("offset", receipt.offset()));
    }

    /** An event that was refused: its first problem in the element itself, and all of them where there are several. */
    void rejected(long index, @Nullable String id, List<Problem> problems) throws IOException {
        Problem leading = problems.get(0);
        if (first == null) {
            first = leading;
        }
        ObjectNode element = NODES.objectNode().put("index", index).put("id", id);
        put(element, leading);
        if (problems.size() > 1) {
            ArrayNode all = element.putArray("problems");
            problems.forEach(problem -> put(all.addObject(), problem));
        }
        rejected.add(element);
    }

    /** Kafka did not take an event. */
    void failed(String reason) {
        failure = reason;
    }

    /** Why an event did not come into the log that should have; null when all did. */
    @Nullable
    String failure() {
        return failure;
    }

    long rejects() {
        return rejected.size();
    }

    /** The first problem, when every event was refused. */
    @Nullable
    Problem allRejected() {
        return receipts.size() == 0 ? first : null;
    }

    /** Writes the members {@code receipts} and {@code rejected}, after those of the head, as one object. */
    void writeTo(ObjectNode head, OutputStream out) throws IOException {
        String text = head.toString();
        String opening = text.substring(0, text.length() - 1) + (head.isEmpty() ? "" : ",");
        out.write((opening + "\"receipts\":[").getBytes(StandardCharsets.UTF_8));
        receipts.writeTo(out);
        out.write("],\"rejected\":[".getBytes(StandardCharsets.UTF_8));
        rejected.writeTo(out);
        out.write("]}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        receipts.close();
        rejected.close();
    }

    private static void put(ObjectNode element, Problem problem) {
        element.put("type", problem.type())
                .put("title", problem.title())
                .put("detail", problem.detail())
                .put("pointer", problem.pointer());
    }
}
