package io.evenkeel.embedding;

import io.evenkeel.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The real broker, and a log of this run alone. */
public final class TestKafka implements QuarkusTestResourceLifecycleManager {
    static final String PREFIX = "service";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "kafka.bootstrap.servers",
                TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix",
                PREFIX,
                "evenkeel.partitions",
                "3",
                "embedding.cache-dir",
                "target/model-cache");
    }

    @Override
    public void stop() {}
}
