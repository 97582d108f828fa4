package io.evenkeel.ingest;

import io.evenkeel.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A real broker, and topics of this test's own. */
public final class KafkaTestResource implements QuarkusTestResourceLifecycleManager {
    static final String PREFIX = "ingest-it";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "kafka.bootstrap.servers",
                TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix",
                PREFIX,
                "evenkeel.partitions",
                "6");
    }

    @Override
    public void stop() {}
}
