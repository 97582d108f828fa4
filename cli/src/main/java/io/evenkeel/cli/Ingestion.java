package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.change.Position;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;

/** Sends lines to ingest-service as NDJSON, some at a time, so that progress can be seen. */
final class Ingestion {
    private static final int LINES_A_REQUEST = 50;

    /**
     * What became of the lines.
     *
     * @param accepted how many are in the log
     * @param rejected one object a rejected line: the service's reason, and {@code line}, counted from 1
     * @param highest the highest position received, by partition
     * @param seconds how long it took
     */
    record Result(int accepted, List<JsonNode> rejected, Map<Integer, Position> highest, double seconds) {}

    private final Services services;
    private final Output output;

    Ingestion(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    Result send(List<String> lines, EventLines events, String name) {
        long start = System.nanoTime();
        int accepted = 0;
        List<JsonNode> rejected = new ArrayList<>();
        Map<Integer, Position> highest = new HashMap<>();
        try (ProgressBar bar = Bars.of("ingest " + name, lines.size(), output)) {
            for (int from = 0; from < lines.size(); from += LINES_A_REQUEST) {
                List<String> part = lines.subList(from, Math.min(lines.size(), from + LINES_A_REQUEST));
                JsonNode answer = post(part, events);
                for (JsonNode receipt : answer.path("receipts")) {
                    accepted++;
                    Position position = new Position(
                            receipt.path("epoch").longValue(),
                            receipt.path("partition").intValue(),
                            receipt.path("offset").longValue());
                    highest.merge(position.partition(), position, (a, b) -> a.isAfter(b) ? a : b);
                }
                for (JsonNode reason : answer.path("rejected")) {
                    ObjectNode line = reason.deepCopy();
                    line.put("line", from + reason.path("index").intValue() + 1);
                    rejected.add(line);
                }
                bar.stepBy(part.size());
            }
        }
        return new Result(accepted, rejected, highest, (System.nanoTime() - start) / 1e9);
    }

    private JsonNode post(List<String> lines, EventLines events) {
        StringBuilder body = new StringBuilder();
        lines.forEach(line -> body.append(events.event(line)).append('\n'));
        HttpResponse<String> response =
                services.postForAnswer(Services.Service.INGEST, "/v1/events", "application/x-ndjson", body.toString());
        JsonNode answer = Json.parse(response.body(), "the answer of ingest-service");
        // All rejected is a 422 that lists the reasons as a 202 does.
        if (response.statusCode() == 202 || (response.statusCode() == 422 && answer.has("rejected"))) {
            return answer;
        }
        throw CommandFailure.of(CommandFailure.FAILED, answer);
    }
}
