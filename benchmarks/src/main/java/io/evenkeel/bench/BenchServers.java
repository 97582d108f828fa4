package io.evenkeel.bench;

import io.evenkeel.localstack.Durability;
import io.evenkeel.localstack.Lifetime;
import io.evenkeel.localstack.LocalKafka;
import io.evenkeel.localstack.LocalPostgres;
import io.evenkeel.localstack.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kafka and a durable Postgres, started when first asked for, in a folder on a disk that is gone in the end. */
public final class BenchServers implements AutoCloseable {
    private final Path folder;
    private @Nullable LocalKafka kafka;
    private @Nullable LocalPostgres postgres;

    private BenchServers(Path folder) {
        this.folder = folder;
    }

    /** Below the temporary folder or, where that lies in memory and a commit would cost nothing, below the product's. */
    public static BenchServers onDisk() throws IOException {
        return in(List.of(
                Path.of(System.getProperty("java.io.tmpdir")),
                Path.of(System.getProperty("evenkeel.home", "."), ".evenkeel")));
    }

    /** Below the first of those folders that does not lie in memory. */
    public static BenchServers in(List<Path> candidates) throws IOException {
        for (Path candidate : candidates) {
            Files.createDirectories(candidate);
            if (!Files.getFileStore(candidate).type().equals("tmpfs")) {
                return new BenchServers(TemporaryFolder.create(candidate));
            }
        }
        throw new IOException("none of " + candidates + " lies on a disk; set -Djava.io.tmpdir to a folder that does");
    }

    /** What the servers write to. */
    public Path folder() {
        return folder;
    }

    /** The broker. */
    public LocalKafka kafka() {
        if (kafka == null) {
            kafka = LocalKafka.start(folder.resolve("kafka"), 0);
        }
        return kafka;
    }

    /** The durable Postgres. */
    public LocalPostgres postgres() {
        if (postgres == null) {
            postgres = LocalPostgres.start(folder.resolve("postgres"), 0, Lifetime.JVM, Durability.DURABLE);
        }
        return postgres;
    }

    @Override
    public void close() {
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
