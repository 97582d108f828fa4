package io.evenkeel.ingest;

import io.evenkeel.contract.event.ValuesPack;
import io.evenkeel.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** A real broker, and topics of this test's own. */
public final class KafkaTestResource implements QuarkusTestResourceLifecycleManager {
    static final String PREFIX = "ingest-it";

    /** The argument that asks for the values pack alone, instead of the shipped ones. */
    static final String VALUES_PACK = "values-pack";

    private boolean valuesPack;

    @Override
    public void init(Map<String, String> arguments) {
        valuesPack = arguments.containsKey(VALUES_PACK);
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix",
                PREFIX,
                "evenkeel.partitions",
                "6"));
        if (valuesPack) {
            settings.put("evenkeel.packs", ValuesPack.file().toString());
        }
        return settings;
    }

    @Override
    public void stop() {}
}
