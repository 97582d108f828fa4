package io.evenkeel.query;

import io.evenkeel.localstack.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A Supabase that can be connected to and never says a word. */
public class SilentSupabase implements QuarkusTestResourceLifecycleManager {
    private ServerSocket silent;

    @Override
    public Map<String, String> start() {
        String prefix = "silent-" + UUID.randomUUID();
        try {
            silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        return new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                TestServers.kafkaBootstrap(),
                "evenkeel.topic-prefix",
                prefix,
                "evenkeel.query.sqlite-path",
                TwoStores.sqlite(prefix).toString(),
                "evenkeel.query.supabase-db-url",
                "postgresql://someone:s3cret@127.0.0.1:" + silent.getLocalPort() + "/db"));
    }

    @Override
    public void stop() {
        try {
            silent.close();
        } catch (IOException already) {
            throw new UncheckedIOException(already);
        }
    }
}
