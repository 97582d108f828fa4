package io.evenkeel.parity.drift;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.supabase.SupabaseDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads Postgres' write-ahead log from where its replication slot stands, and moves the slot over what was taken. The slot is
 * the only place where that is kept: Debezium would keep the same in a file, and the two could then differ.
 */
final class WalReader {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
    private static final String HEARTBEAT = "evenkeel-drift";

    private final Properties properties;
    private final WalRecords records;
    private final Taker taker;
    private final Runnable begun;
    private volatile @Nullable DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private volatile boolean polling;
    private volatile boolean stopped;

    /** Takes what was read; once it returns, the slot may move over it. */
    @FunctionalInterface
    interface Taker {
        void take(List<WalRecords.Change> changes) throws InterruptedException;
    }

    /**
     * A reader.
     *
     * @param slot the slot's name; it exists
     * @param heartbeat how often the database's log is moved on while nothing else does
     * @param begun told once reading has begun
     */
    WalReader(
            SupabaseDatabase database,
            Catalogue catalogue,
            String slot,
            Duration heartbeat,
            Taker taker,
            Runnable begun) {
        this.records = new WalRecords(catalogue);
        this.taker = taker;
        this.begun = begun;
        this.properties = properties(database, catalogue, slot, heartbeat);
    }

    /**
     * Reads until {@link #stop()}, or until it cannot any more.
     *
     * @return why it could not; empty when it was stopped
     */
    Optional<Throwable> read() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        DebeziumEngine<RecordChangeEvent<SourceRecord>> reading = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(properties)
                .notifying(this::handle)
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        polling = true;
                        begun.run();
                    }

                    @Override
                    public void pollingStopped() {
                        polling = false;
                    }
                })
                .using((success, message, error) -> {
                    if (error != null) {
                        failure.set(error);
                    } else if (!success && !stopped) {
                        failure.set(new IllegalStateException(message));
                    }
                })
                .build();
        engine = reading;
        if (!stopped) {
            reading.run();
        }
        polling = false;
        return stopped ? Optional.empty() : Optional.ofNullable(failure.get());
    }

    /** Ends {@link #read()}; what was read and not taken is read again the next time. */
    void stop() {
        stopped = true;
        DebeziumEngine<RecordChangeEvent<SourceRecord>> running = engine;
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        Pause pause = new Pause(BETWEEN_TRIES);
        while (running != null && !pause.over() && System.nanoTime() < deadline) {
            try {
                running.close();
                return;
            } catch (IllegalStateException notNow) {
                // It cannot be ended while it is starting, nor when it has ended by itself.
                if (!polling && String.valueOf(notNow.getMessage()).contains("already")) {
                    return;
                }
                pause.await();
            } catch (IOException failed) {
                return;
            }
        }
    }

    private void handle(
            List<RecordChangeEvent<SourceRecord>> batch,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        List<WalRecords.Change> changes = batch.stream()
                .flatMap(event -> records.read(event.record()).stream())
                .toList();
        taker.take(changes);
        if (stopped) {
            return;
        }
        for (RecordChangeEvent<SourceRecord> event : batch) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    private static Properties properties(
            SupabaseDatabase database, Catalogue catalogue, String slot, Duration heartbeat) {
        Properties properties = new Properties();
        properties.put("name", HEARTBEAT);
        properties.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.put("offset.storage", MemoryOffsetBackingStore.class.getName());
        properties.put("offset.flush.interval.ms", "1000");
        // Who reads again, and when, is for the watch to say.
        properties.put("errors.max.retries", "0");
        properties.put("slot.max.retries", "0");
        properties.put("record.processing.threads", "1");
        // Debezium's MBeans are named after it; of two of one name in a process the second waits a minute.
        properties.put("topic.prefix", slot);
        properties.put("plugin.name", "pgoutput");
        properties.put("slot.name", slot);
        properties.put("publication.name", SupabaseSchema.PUBLICATION);
        properties.put("publication.autocreate.mode", "disabled");
        properties.put("snapshot.mode", "no_data");
        properties.put("skipped.operations", "none");
        properties.put("tombstones.on.delete", "false");
        properties.put("poll.interval.ms", "50");
        properties.put("max.batch.size", "1000");
        properties.put("max.queue.size", "4000");
        properties.put("status.update.interval.ms", "5000");
        properties.put("schema.include.list", "public");
        properties.put(
                "table.include.list",
                catalogue.entities().stream().map(WalReader::table).collect(Collectors.joining(",")));
        properties.put(
                "column.include.list",
                catalogue.entities().stream()
                        .flatMap(entity ->
                                WalRecords.columns(entity).stream().map(column -> table(entity) + "." + column))
                        .collect(Collectors.joining(",")));
        // Other databases of the server write the same log; a slot that sees nothing of its own would hold all of it.
        properties.put("heartbeat.interval.ms", Long.toString(heartbeat.toMillis()));
        properties.put(
                "heartbeat.action.query", "SELECT pg_catalog.pg_logical_emit_message(false, '" + HEARTBEAT + "', '')");
        properties.put("message.prefix.exclude.list", HEARTBEAT);
        connect(properties, database);
        return properties;
    }

    private static void connect(Properties properties, SupabaseDatabase database) {
        properties.put("database.hostname", database.host());
        properties.put("database.port", Integer.toString(database.port()));
        properties.put("database.dbname", database.database());
        properties.put("database.user", database.user());
        properties.put("database.password", database.password());
        properties.put("database.sslmode", database.tls().label());
        String roots = database.rootCertificate();
        if (SupabaseDatabase.SYSTEM_ROOTS.equals(roots)) {
            properties.put("database.sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        } else if (roots != null) {
            properties.put("database.sslrootcert", roots);
        }
    }

    private static String table(Entity entity) {
        return "public." + entity.name();
    }
}
