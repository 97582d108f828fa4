package io.evenkeel.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import io.evenkeel.contract.event.StrictJson;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Tells the forms of a request apart by its content type, and opens the events in it. */
final class EventBody {
    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    static final String LINES = "application/x-ndjson";
    static final String BINARY = "application/json";

    /** Data, and as much again as Kafka's record has room for, for the attributes. */
    static final int MAX_EVENT = Topics.MAX_EVENT_BYTES + (64 << 10);

    private final Map<String, List<String>> headers;
    private final InputStream in;
    private final long maxBatch;

    EventBody(Map<String, List<String>> headers, InputStream in, long maxBatch) {
        this.headers = headers;
        this.in = in;
        this.maxBatch = maxBatch;
    }

    /**
     * Opens the events.
     *
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 400, 413 or 415, for a body that holds no events at all
     */
    Arrivals open() throws IOException {
        refuseEncoding();
        String contentType = header("content-type");
        return switch (mediaType(contentType)) {
            case STRUCTURED -> one("", StructuredEvents::read);
            case BINARY -> one("/data", data -> BinaryEvents.read(headers, contentType, data));
            case BATCH -> batch();
            case LINES, "application/ndjson", "application/jsonl" -> new EventLines(in, MAX_EVENT);
            default -> throw unsupported("Content type '" + ProblemCode.excerpt(contentType) + "' is not taken");
        };
    }

    private Arrivals batch() throws IOException {
        byte[] body = read(maxBatch, "A batch", "send lines of " + LINES + ", which have no limit");
        JsonNode events = switch (StrictJson.parse(body, "")) {
            case StrictJson.Result.Parsed parsed -> parsed.json();
            // Where one event cannot be read, where the next begins is not known either.
            case StrictJson.Result.Refused refused ->
                throw refuse(refused.problem(), isMalformed(refused.problem()) ? 400 : 422);
        };
        if (!events.isArray()) {
            throw refuse(ProblemCode.WRONG_TYPE.at("", "A batch is a JSON array of structured CloudEvents."), 400);
        }
        Iterator<JsonNode> each = events.iterator();
        return () -> each.hasNext() ? StructuredEvents.read(each.next()) : null;
    }

    private Arrivals one(String pointer, Function<JsonNode, Arrival> reader) throws IOException {
        Arrival only = switch (StrictJson.parse(read(MAX_EVENT, "One event", "split its content"), pointer)) {
            case StrictJson.Result.Parsed parsed -> reader.apply(parsed.json());
            case StrictJson.Result.Refused refused
            when isMalformed(refused.problem()) -> throw refuse(refused.problem(), 400);
            case StrictJson.Result.Refused refused -> new Arrival.Unparsed(null, refused.problem());
        };
        Iterator<Arrival> each = List.of(only).iterator();
        return () -> each.hasNext() ? each.next() : null;
    }

    private byte[] read(long limit, String what, String remedy) throws IOException {
        String declared = header("content-length");
        boolean tooLarge = declared.length() > 18 || (!declared.isEmpty() && Long.parseLong(declared) > limit);
        byte[] bytes = tooLarge ? new byte[0] : in.readNBytes((int) limit + 1);
        if (tooLarge || bytes.length > limit) {
            throw Problems.of(
                            413,
                            "body-too-large",
                            "The body is too large",
                            what + " has at most " + limit + " bytes; " + remedy + ".")
                    .build();
        }
        return bytes;
    }

    private static boolean isMalformed(Problem problem) {
        return problem.code().equals(ProblemCode.MALFORMED_JSON.slug());
    }

    private void refuseEncoding() {
        String encoding = header("content-encoding");
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported(
                    "Content encoding '" + ProblemCode.excerpt(encoding) + "' is not taken, send plain bytes");
        }
    }

    private static String mediaType(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported("The charset is '" + ProblemCode.excerpt(parameter) + "', but events are UTF-8");
            }
        }
        return parts[0].strip();
    }

    private String header(String name) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
                return header.getValue().get(0);
            }
        }
        return "";
    }

    private static RuntimeException refuse(Problem problem, int status) {
        return Problems.of(status, problem).build();
    }

    private static RuntimeException unsupported(String what) {
        return Problems.of(
                        415,
                        "unsupported-content-type",
                        "The content type is not supported",
                        what + "; accepted are " + STRUCTURED + ", " + BATCH + ", " + LINES + ", and " + BINARY
                                + " with ce- headers.")
                .with("accepted", List.of(STRUCTURED, BATCH, LINES, BINARY))
                .build();
    }
}
