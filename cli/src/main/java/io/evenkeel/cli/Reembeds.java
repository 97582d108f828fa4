package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;

/** Has vectors rebuilt, and follows it. */
final class Reembeds {
    private static final Duration PATIENCE = Duration.ofDays(30);
    private static final String LAST = "/v1/reembeds/last";

    private final Services services;
    private final Output output;

    Reembeds(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    /** The rebuild that runs, or ran last. */
    JsonNode last() {
        return services.get(Services.Service.PARITY, LAST);
    }

    /** Stops the one that runs. */
    JsonNode stop() {
        return services.post(Services.Service.PARITY, LAST + "/stop", Json.object());
    }

    /** Whether one runs already. */
    boolean running() {
        HttpResponse<String> answer = services.getForAnswer(Services.Service.PARITY, LAST);
        return answer.statusCode() != 404
                && Services.success(answer).path("state").asText().equals("running");
    }

    /**
     * Begins one.
     *
     * @param move whether to move the log to the model that embedding-service runs
     * @param others whether to leave out vectors that the log's model made
     */
    JsonNode begin(boolean move, boolean others) {
        String runs = Services.readable(services.getForAnswer(Services.Service.EMBEDDING, "/q/health"))
                .path("checks")
                .findPath("model")
                .asText();
        String logs = services.get(Services.Service.PARITY, "/v1/models")
                .path("model")
                .asText();
        boolean differs = !logs.isEmpty() && !runs.equals(logs);
        if (differs && !move) {
            throw CommandFailure.refused(
                    "other-model",
                    "the log's vectors are made by " + logs + ", and embedding-service runs " + runs
                            + "; move the log to it with --move, or set EMBEDDING_MODEL_... back and restart the service");
        }
        ObjectNode request = Json.object();
        if (differs) {
            request.put("model", runs);
        }
        request.put("vectors", move || others ? "others" : "all");
        return services.post(Services.Service.PARITY, "/v1/reembeds", request);
    }

    /** Waits until none runs, showing how far it has come; the last one as it ended. */
    JsonNode follow() {
        JsonNode[] latest = {last()};
        String[] said = {""};
        try (ProgressBar bar = Bars.of("reembed", latest[0].path("rowsTotal").asLong(), output)) {
            Waiting.until(PATIENCE, () -> {
                latest[0] = last();
                bar.stepTo(latest[0].path("rowsDone").asLong());
                String reason = latest[0].path("reason").asText("");
                if (!reason.equals(said[0]) && !reason.equals("null")) {
                    output.step("%s", reason);
                }
                said[0] = reason;
                return !latest[0].path("state").asText().equals("running");
            });
        }
        return latest[0];
    }
}
