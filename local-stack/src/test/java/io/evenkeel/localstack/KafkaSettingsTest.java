package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
    private final Map<String, String> properties = new KafkaSettings(Path.of("/data"), 9092, 9093).properties();

    @Test
    void listensOnTheLoopbackAddressOnly() {
        assertThat(properties)
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092");
    }

    @Test
    void takesTheLargestChangeSetAndKeepsRecordsForEver() {
        assertThat(Integer.parseInt(properties.get("message.max.bytes"))).isGreaterThan(16 * 1024 * 1024);
        assertThat(properties)
                .containsEntry("log.retention.ms", "-1")
                .containsEntry("auto.create.topics.enable", "false");
    }

    @Test
    void replicatesNothing() {
        assertThat(KafkaSettings.ofAnySingleNode()).allSatisfy((name, value) -> {
            if (name.endsWith("replication.factor") || name.endsWith("min.isr")) {
                assertThat(value).as(name).isEqualTo("1");
            }
        });
    }
}
