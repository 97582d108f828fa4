package io.evenkeel.parity;

import io.evenkeel.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real Kafka with topics of this test's own, a real Postgres, files that are gone afterwards, and two instances of
 * query-service: {@link RecordedSearches}, and one that does not run.
 */
public final class ParityEnvironment implements QuarkusTestResourceLifecycleManager {
    /** The name of an argument: what the topics begin with. */
    public static final String TOPICS = "topics";

    /** The name of an argument: {@code none} where there is to be no Supabase. */
    public static final String SUPABASE = "supabase";

    private final RecordedSearches searched = new RecordedSearches();
    private String database = "";
    private boolean withSupabase = true;
    private String topics = "parity-api-it";

    @Override
    public void init(Map<String, String> arguments) {
        topics = arguments.getOrDefault(TOPICS, topics);
        withSupabase = !"none".equals(arguments.get(SUPABASE));
    }

    @Override
    public Map<String, String> start() {
        Path folder = folder();
        database = withSupabase ? TestServers.createDatabase("parity") : "";
        return Map.of(
                "kafka.bootstrap.servers",
                TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix",
                topics,
                "evenkeel.partitions",
                Integer.toString(TwoStores.PARTITIONS),
                "evenkeel.parity.sqlite-path",
                folder.resolve("evenkeel.sqlite").toString(),
                "evenkeel.parity.ledger-path",
                folder.resolve("ledger.sqlite").toString(),
                "evenkeel.parity.supabase-db-url",
                database,
                "evenkeel.parity.sqlite-writer-url",
                "http://127.0.0.1:1",
                "evenkeel.parity.query-urls",
                searched.url() + ",http://127.0.0.1:1",
                "evenkeel.parity.cutover.barrier-timeout",
                "5s");
    }

    @Override
    public void stop() {
        searched.close();
        // The servers end with the JVM; a slot would hold their log until then.
        if (!database.isEmpty()) {
            new Slots(database).drop();
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("parity-api-it");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
