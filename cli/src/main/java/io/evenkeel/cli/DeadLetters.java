package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Asks parity-checker for dead letters, as many as there are, a few at a time. */
final class DeadLetters {
    /** As many as one listing holds. */
    static final int MOST = 10_000;

    private static final String PATH = "/v1/dead-letters";
    private static final int AT_ONCE = 50;

    private final Services services;
    private final Output output;

    DeadLetters(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    /** {@code total}, {@code byStore} and the first {@code deadLetters}. */
    JsonNode list(@Nullable String store, int limit) {
        String filter = store == null ? "" : "&store=" + URLEncoder.encode(store, StandardCharsets.UTF_8);
        return services.get(Services.Service.PARITY, PATH + "?limit=" + limit + filter);
    }

    /** {@code replayed}, {@code failed} and {@code results}, one for each letter. */
    JsonNode replay(List<String> keys) {
        ArrayNode results = Json.object().putArray("results");
        inParts("replay", keys, part -> {
            HttpResponse<String> response = services.postForAnswer(
                    Services.Service.PARITY,
                    PATH + "/replay",
                    "application/json",
                    request(part).toString());
            JsonNode answer = Json.parse(response.body(), "the answer of " + response.uri());
            // A part of which nothing could be replayed is a problem with results; the next may fare better.
            JsonNode tried = answer.path("results").isArray() ? answer : Services.success(response);
            tried.path("results").forEach(results::add);
        });
        long closed = 0;
        for (JsonNode result : results) {
            closed += isClosed(result) ? 1 : 0;
        }
        ObjectNode document = Json.object();
        document.put("replayed", closed);
        document.put("failed", results.size() - closed);
        document.set("results", results);
        return document;
    }

    /** {@code dismissed} and {@code keys}. */
    JsonNode dismiss(List<String> keys, String reason) {
        ArrayNode dismissed = Json.object().putArray("keys");
        inParts(
                "dismiss",
                keys,
                part -> services.post(
                                Services.Service.PARITY,
                                PATH + "/dismiss",
                                request(part).put("reason", reason))
                        .path("keys")
                        .forEach(dismissed::add));
        ObjectNode document = Json.object();
        document.put("dismissed", dismissed.size());
        document.set("keys", dismissed);
        return document;
    }

    static boolean isClosed(JsonNode result) {
        String outcome = result.path("outcome").asText();
        return outcome.equals("applied") || outcome.equals("skipped");
    }

    @FunctionalInterface
    private interface Part {
        void send(List<String> keys);
    }

    private void inParts(String task, List<String> keys, Part part) {
        if (keys.size() <= AT_ONCE) {
            if (!keys.isEmpty()) {
                part.send(keys);
            }
            return;
        }
        try (ProgressBar bar = Bars.of(task, keys.size(), output)) {
            for (int from = 0; from < keys.size(); from += AT_ONCE) {
                List<String> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
                part.send(some);
                bar.stepBy(some.size());
            }
        }
    }

    private static ObjectNode request(List<String> keys) {
        ObjectNode request = Json.object();
        ArrayNode array = request.putArray("keys");
        keys.forEach(array::add);
        return request;
    }
}
