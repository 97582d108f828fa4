package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Kafka that stands still: clients get a clear answer in time, and none that is not true. */
@ExtendWith(Servers.Provider.class)
class IngestFaultsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(14);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Map<String, String> receipts = new HashMap<>();
    private int next;

    @Test
    void neverTakesAnEventThatIsNotInTheLog(Servers servers) {
        try (Installation installation = Installation.create(servers, "ingest-frozen-kafka")) {
            ServiceProcess ingest = installation.service("ingest-service", "one", "256m");
            ingest.start();
            awaitTaken(ingest);
            for (int i = Faults.times(1, 5); i > 0; i--) {
                Signals.send("STOP", servers.kafkaPid());
                try {
                    refusedInTime(ingest);
                } finally {
                    Signals.send("CONT", servers.kafkaPid());
                }
                awaitTaken(ingest);
            }
            Map<String, String> log = new HashMap<>();
            new LogReader(servers.kafkaAddress())
                    .read(installation.topics().events(), Installation.PARTITIONS)
                    .forEach(event -> log.put(
                            event.partition() + ":" + event.offset(),
                            new String(event.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8)));
            assertThat(receipts)
                    .isNotEmpty()
                    .allSatisfy((place, id) -> assertThat(log).containsEntry(place, id));
        }
    }

    private void awaitTaken(ServiceProcess ingest) {
        Eventually.within(
                RECOVERY, "ingest-service takes events", () -> post(ingest).statusCode() == 202);
    }

    private void refusedInTime(ServiceProcess ingest) {
        long asked = System.nanoTime();
        HttpResponse<String> refused = post(ingest);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(LONGEST_ANSWER);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    /** Sends a few events, and keeps the receipts that it gets, whatever else the answer says. */
    private HttpResponse<String> post(ServiceProcess ingest) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            lines.append("""
                    {"specversion":"1.0","id":"event-%d","source":"/faults","type":"dev.evenkeel.documents.deleted",\
                    "data":{"id":"document-%d"}}
                    """.formatted(next, next));
            next++;
        }
        HttpResponse<String> answer = ingest.send(HttpRequest.newBuilder(ingest.url("/v1/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines.toString())));
        for (JsonNode receipt : json(answer).path("receipts")) {
            receipts.put(
                    receipt.path("partition").asText() + ":"
                            + receipt.path("offset").asText(),
                    receipt.path("id").asText());
        }
        return answer;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }
}
