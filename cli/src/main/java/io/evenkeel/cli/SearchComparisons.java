package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;

/** Has parity-checker compare searches, with texts made vectors by embedding-service. */
final class SearchComparisons {
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final int TEXTS_AT_A_TIME = 32;

    private final Services services;
    private final Output output;

    SearchComparisons(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    /** The queries of a file, each with its vector. */
    ArrayNode read(Path file) {
        ArrayNode queries = Json.object().putArray("queries");
        List<ObjectNode> texts = new ArrayList<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw CommandFailure.refused("not-readable", "cannot read " + file + ": " + unreadable.getMessage());
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            ObjectNode query = query(line, file + ", line " + (i + 1));
            queries.add(query);
            if (query.has("text")) {
                texts.add(query);
            }
        }
        if (queries.isEmpty()) {
            throw CommandFailure.refused("no-queries", file + " has no queries; write one a line");
        }
        for (int from = 0; from < texts.size(); from += TEXTS_AT_A_TIME) {
            embed(texts.subList(from, Math.min(from + TEXTS_AT_A_TIME, texts.size())));
        }
        return queries;
    }

    /** The finished comparison. */
    JsonNode run(ObjectNode request) {
        String id = services.post(Services.Service.PARITY, "/v1/parity/searches", request)
                .path("id")
                .asText();
        JsonNode[] latest = {Json.object()};
        try (ProgressBar bar = Bars.of("searches", -1, output)) {
            Waiting.until(PATIENCE, () -> {
                latest[0] = services.get(Services.Service.PARITY, "/v1/parity/searches/" + id);
                bar.stepTo(latest[0].path("queries").asLong());
                return !latest[0].path("state").asText().equals("running");
            });
        }
        if (!latest[0].path("state").asText().equals("done")) {
            throw CommandFailure.failed(
                    "search-failed",
                    "the comparison did not finish: " + latest[0].path("reason").asText());
        }
        return latest[0];
    }

    static ObjectNode query(String line, String place) {
        if (!line.startsWith("{")) {
            return Json.object().put("text", line);
        }
        JsonNode query = Json.parse(line, place);
        if (!query.path("text").isTextual() && !query.path("vector").isArray()) {
            throw CommandFailure.refused("no-query", place + " has neither a \"text\" nor a \"vector\"");
        }
        return (ObjectNode) query;
    }

    private void embed(List<ObjectNode> queries) {
        ObjectNode request = Json.object();
        ArrayNode input = request.putArray("input");
        queries.forEach(query -> input.add(query.path("text").asText()));
        JsonNode data = services.post(Services.Service.EMBEDDING, "/v1/embeddings", request)
                .path("data");
        for (int i = 0; i < queries.size(); i++) {
            queries.get(i).set("vector", data.path(i).path("embedding"));
            queries.get(i).remove("text");
        }
    }
}
