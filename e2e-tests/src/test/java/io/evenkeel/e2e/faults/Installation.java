package io.evenkeel.e2e.faults;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.localstack.LocalPostgres;
import io.evenkeel.supabase.SupabaseMigrator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** An installation of a test's own: topics, a database, a SQLite file, and the services that tie them together. */
final class Installation implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final Catalogue CATALOGUE = Catalogue.shipped();

    private static final String PASSWORD = "faults";
    private static final String MEMORY = "256m";

    private final Servers servers;
    private final Topics topics;
    private final long epoch;
    private final Path folder;
    private final Path sqlite;
    private final String owner;
    private final String checker;
    private final String database;
    private final History history = new History();
    private final Map<String, String> settings = new HashMap<>();
    private final List<ServiceProcess> started = new ArrayList<>();
    private final ServiceProcess embedding;
    private final ServiceProcess sqliteWriter;
    private final ServiceProcess supabaseWriter;

    private Installation(Servers servers, String name, LocalPostgres postgres, Path sqlite, List<Path> packs) {
        this.servers = servers;
        this.sqlite = sqlite;
        topics = new Topics(name, PARTITIONS);
        folder = servers.folder(name);
        epoch = Epochs.open(servers.kafkaAddress(), topics, (short) 1);
        database = name.replace('-', '_');
        owner = postgres.database(database);
        SupabaseMigrator.apply(owner, packs.isEmpty() ? Migrations.list() : migrations(packs));
        SupabaseMigrator.enableLogin(owner, SupabaseSchema.WRITER_ROLE, PASSWORD);
        SupabaseMigrator.enableLogin(owner, SupabaseSchema.CHECKER_ROLE, PASSWORD);
        checker = postgres.uri(database, SupabaseSchema.CHECKER_ROLE, PASSWORD);
        settings.put("KAFKA_BOOTSTRAP_SERVERS", servers.kafkaAddress());
        settings.put("SQLITE_PATH", sqlite.toString());
        settings.put("SUPABASE_DB_URL", postgres.uri(database, SupabaseSchema.WRITER_ROLE, PASSWORD));
        settings.put("EVENKEEL_TOPIC_PREFIX", name);
        settings.put("EVENKEEL_PARTITIONS", Integer.toString(PARTITIONS));
        settings.put("EVENKEEL_CONSUMER_SESSION", "6s");
        settings.put("EMBEDDING_INSTANCE", "one");
        if (!packs.isEmpty()) {
            settings.put(
                    "EVENKEEL_PACKS",
                    String.join(",", packs.stream().map(Path::toString).toList()));
        }
        embedding = service("embedding-service", "one", MEMORY);
        sqliteWriter = service("sqlite-writer", "one", MEMORY);
        supabaseWriter = service("supabase-writer", "one", MEMORY);
        decide(Stage.DUAL_WRITE);
    }

    /** One on the shared servers, nothing of it started. */
    static Installation create(Servers servers, String name) {
        return create(servers, name, servers.postgres(), servers.folder(name).resolve("faults.sqlite"));
    }

    /** One with a Postgres or a SQLite file elsewhere. */
    static Installation create(Servers servers, String name, LocalPostgres postgres, Path sqlite) {
        return new Installation(servers, name, postgres, sqlite, List.of());
    }

    /** One on the shared servers that holds a pack of its own beside those that ship. */
    static Installation create(Servers servers, String name, Path pack) {
        return new Installation(
                servers,
                name,
                servers.postgres(),
                servers.folder(name).resolve("faults.sqlite"),
                List.of(Path.of("documents"), Path.of("reasoning"), Path.of("chat"), pack.toAbsolutePath()));
    }

    private static List<Migration> migrations(List<Path> packs) {
        return List.of(
                new Migration(
                        "20261101000000_packs.sql",
                        SupabaseSchema.migration(Catalogue.load(packs), SchemaOptions.DEFAULT)),
                Migrations.history());
    }

    /** Starts embedding-service and both writers, all at once. */
    Installation start() {
        Stream.of(embedding, sqliteWriter, supabaseWriter).parallel().forEach(ServiceProcess::start);
        return this;
    }

    /** An instance of a service that is ended with this installation. */
    ServiceProcess service(String module, String instance, String memory) {
        return service(module, instance, memory, Map.of());
    }

    /** The same with settings of its own. */
    ServiceProcess service(String module, String instance, String memory, Map<String, String> own) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(own);
        ServiceProcess service = new ServiceProcess(module, memory, folder.resolve(module + "-" + instance), all);
        started.add(service);
        return service;
    }

    Servers servers() {
        return servers;
    }

    Topics topics() {
        return topics;
    }

    long epoch() {
        return epoch;
    }

    Path folder() {
        return folder;
    }

    Path sqlite() {
        return sqlite;
    }

    /** What was sent to it. */
    History history() {
        return history;
    }

    /** The database's name. */
    String database() {
        return database;
    }

    /** The database, as the role that verifies. */
    String checker() {
        return checker;
    }

    /** The database, as its owner. */
    String owner() {
        return owner;
    }

    ServiceProcess embedding() {
        return embedding;
    }

    ServiceProcess sqliteWriter() {
        return sqliteWriter;
    }

    ServiceProcess supabaseWriter() {
        return supabaseWriter;
    }

    private void decide(Stage stage) {
        ControlRecord decision =
                new ControlRecord(1, ControlRecord.Phase.COMMIT, stage, Instant.now(), "faults", null, List.of());
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.kafkaAddress(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topics.control(), 0, decision.key(), decision.toJson()))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the services have written to their logs, for the message of a test that fails. */
    String outputs() {
        StringBuilder all = new StringBuilder();
        for (ServiceProcess service : started) {
            String output = service.output();
            all.append("--- ")
                    .append(service.module())
                    .append('\n')
                    .append(output.substring(Math.max(0, output.length() - 2_000)))
                    .append('\n');
        }
        return all.toString();
    }

    /** Ends all instances but the first of each service. */
    void closeFurther() {
        started.stream()
                .filter(service -> service != embedding && service != sqliteWriter && service != supabaseWriter)
                .forEach(ServiceProcess::close);
    }

    @Override
    public void close() {
        started.forEach(ServiceProcess::close);
    }
}
