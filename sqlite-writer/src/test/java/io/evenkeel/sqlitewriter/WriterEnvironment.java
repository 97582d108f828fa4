package io.evenkeel.sqlitewriter;

import io.evenkeel.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A real Kafka, topics of this test's own, and a file that is gone afterwards. */
public final class WriterEnvironment implements QuarkusTestResourceLifecycleManager {
    static final int PARTITIONS = 3;

    @Override
    public Map<String, String> start() {
        return Map.of(
                "kafka.bootstrap.servers", TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix", "sqlite-writer-it",
                "evenkeel.partitions", Integer.toString(PARTITIONS),
                "sqlite.path", folder().resolve("it.sqlite").toString());
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("sqlite-writer-it");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void stop() {
        // The servers end with the JVM.
    }
}
