package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** An installation's parity-checker, as operators ask it. */
final class ParityChecker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Installation installation;
    private final ServiceProcess service;

    private ParityChecker(Installation installation, Map<String, String> drift) {
        this.installation = installation;
        service = installation.service("parity-checker", "one", "256m", settings(installation, drift));
    }

    private static Map<String, String> settings(Installation installation, Map<String, String> drift) {
        Map<String, String> settings = new HashMap<>(drift);
        settings.put("SUPABASE_DB_URL", installation.checker());
        settings.put(
                "EVENKEEL_LEDGER_PATH",
                installation.folder().resolve("ledger.sqlite").toString());
        settings.put(
                "EVENKEEL_SQLITE_WRITER_URL",
                installation.sqliteWriter().url("").toString());
        settings.put(
                "EVENKEEL_SUPABASE_WRITER_URL",
                installation.supabaseWriter().url("").toString());
        return settings;
    }

    /** Starts one for an installation that runs. */
    static ParityChecker start(Installation installation) {
        return start(new ParityChecker(installation, Map.of("EVENKEEL_DRIFT", "false")));
    }

    /** The same, watching both stores for changes past the log. */
    static ParityChecker watching(Installation installation) {
        ParityChecker checker = start(new ParityChecker(installation, Map.of()));
        Eventually.within(
                PATIENCE,
                "both stores are watched",
                () -> checker.drift()
                        .path("stores")
                        .valueStream()
                        .allMatch(store -> store.path("mode").asText().equals("watching")),
                () -> checker.drift() + "\n" + checker.service.output());
        return checker;
    }

    private static ParityChecker start(ParityChecker checker) {
        checker.service.start();
        Eventually.within(
                PATIENCE,
                "the log is open",
                () -> checker.service.get("/v1/parity").statusCode() == 200,
                checker.service::output);
        return checker;
    }

    /** A sweep's report, at its end. */
    JsonNode sweep() {
        HttpResponse<String> begun = post("/v1/parity/sweeps", "{}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String path = "/v1/parity/sweeps/" + json(begun).path("id").asText();
        AtomicReference<JsonNode> report = new AtomicReference<>(json(begun));
        Eventually.within(
                PATIENCE,
                "the end of the sweep",
                () -> {
                    report.set(json(service.get(path)));
                    return !report.get().path("state").asText().equals("running");
                },
                () -> report + "\n" + installation.outputs());
        assertThat(report.get().path("state").asText())
                .as(report + "\n" + installation.outputs())
                .isEqualTo("done");
        return report.get();
    }

    /** What was found by watching. */
    JsonNode drift() {
        return json(service.get("/v1/parity/drift"));
    }

    /** Ends it. */
    void stop() {
        service.close();
    }

    /** The open mismatches. */
    List<JsonNode> mismatches() {
        return elements(json(service.get("/v1/parity/mismatches")).path("mismatches"));
    }

    /** What became of a repair. */
    JsonNode repair(String request) {
        HttpResponse<String> answer = post("/v1/parity/repairs", request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    static List<JsonNode> elements(JsonNode array) {
        return array.valueStream().toList();
    }

    private HttpResponse<String> post(String path, String body) {
        return service.send(HttpRequest.newBuilder(service.url(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(response.body(), e);
        }
    }
}
