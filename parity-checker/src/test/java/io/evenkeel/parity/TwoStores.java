package io.evenkeel.parity;

import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.PartitionKey;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.writer.RepairAnswer;
import io.evenkeel.kit.writer.RepairRequest;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;
import io.evenkeel.kit.writer.RowRepairs;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.ledger.LogReader;
import io.evenkeel.parity.letter.Writers;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseMigrator;
import io.evenkeel.supabase.SupabaseStore;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A log in a real Kafka, a real SQLite and a real Postgres, written as the services write them: every event has one
 * change set, published in a transaction, which each store's own writer applies when the test says so.
 */
public final class TwoStores implements AutoCloseable {
    static final int PARTITIONS = 3;

    private final Catalogue catalogue = Rows.CATALOGUE;
    private final ChangeSetCodec codec = new ChangeSetCodec(catalogue);
    private final String bootstrapServers;
    private final Topics topics;
    private final long epoch;
    private final Path sqliteFile;
    private final String postgresUri;
    private final Map<Backend, Store> stores = new EnumMap<>(Backend.class);
    private final Map<Backend, List<Consumed>> pending = new EnumMap<>(Backend.class);
    private final Map<String, Consumed> refused = new HashMap<>();
    private final Map<Backend, RowRepairs> repairs = new EnumMap<>(Backend.class);
    private final KafkaProducer<byte[], byte[]> events;
    private final KafkaProducer<byte[], byte[]> changes;

    /** With topics, a file and a database of their own. */
    public TwoStores(Path folder) {
        this(
                TestServers.kafkaBootstrap(),
                new Topics(
                        "parity-"
                                + HexFormat.of()
                                        .toHexDigits(ThreadLocalRandom.current().nextInt()),
                        PARTITIONS),
                folder.resolve("evenkeel.sqlite"),
                TestServers.createDatabase("parity"));
    }

    /** With those; both databases are prepared. */
    public TwoStores(String bootstrapServers, Topics topics, Path sqliteFile, String postgresUri) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.sqliteFile = sqliteFile;
        this.postgresUri = postgresUri;
        epoch = Epochs.open(bootstrapServers, topics, (short) 1);
        SupabaseMigrator.apply(postgresUri, Migrations.list());
        stores.put(Backend.SQLITE, SqliteStore.open(sqliteFile, catalogue, topics.changes()));
        stores.put(Backend.SUPABASE, SupabaseStore.open(postgresUri, catalogue, topics.changes()));
        stores.forEach((backend, store) -> {
            store.writer().prepare();
            pending.put(backend, new ArrayList<>());
            repairs.put(
                    backend,
                    new RowRepairs(
                            bootstrapServers,
                            topics,
                            codec,
                            repair -> CompletableFuture.completedFuture(
                                    store.writer().repair(repair))));
        });
        events = producer(Map.of());
        changes = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.prefix()));
        changes.initTransactions();
    }

    public Topics topics() {
        return topics;
    }

    public long epoch() {
        return epoch;
    }

    public Map<Backend, StoreScanner> scanners() {
        Map<Backend, StoreScanner> scanners = new EnumMap<>(Backend.class);
        stores.forEach((backend, store) -> scanners.put(backend, store.scanner()));
        return scanners;
    }

    public Map<Backend, StoreReader> readers() {
        Map<Backend, StoreReader> readers = new EnumMap<>(Backend.class);
        stores.forEach((backend, store) -> readers.put(backend, store.reader()));
        return readers;
    }

    /** Appends an event that nothing has been made of yet, and says where it stands. */
    public Position event(RowKey root) {
        int partition = PartitionKey.partition(PartitionKey.of(root), PARTITIONS);
        RecordMetadata event =
                send(events, new ProducerRecord<>(topics.events(), partition, null, new byte[] {'{', '}'}));
        return new Position(epoch, partition, event.offset());
    }

    /** Appends an event and its change set. */
    public Position append(RowKey root, Change... steps) {
        Position position = event(root);
        append(new ChangeSet(
                position,
                "event-" + position,
                "test",
                "dev.evenkeel.test",
                root,
                null,
                Condition.NONE,
                List.of(steps),
                null,
                null));
        return position;
    }

    /** Appends the change set of an event. */
    public void append(ChangeSet changeSet) {
        int partition = changeSet.position().partition();
        changes.beginTransaction();
        RecordMetadata record =
                send(changes, new ProducerRecord<>(topics.changes(), partition, null, codec.encode(changeSet)));
        changes.commitTransaction();
        pending.values().forEach(list -> list.add(new Consumed(partition, record.offset(), changeSet)));
    }

    /**
     * Has the writer of a store refuse the change set that was appended last, as by a constraint that is gone since: it
     * becomes a dead letter, and the writer passes it with the next one that it applies.
     */
    public DeadLetter refuse(Backend backend) {
        Consumed last = Objects.requireNonNull(pending.get(backend)).removeLast();
        ChangeSet changeSet = last.changeSet();
        DeadLetter letter = new DeadLetter(
                backend.label(),
                "store-refused",
                "planted",
                topics.changes(),
                last.partition(),
                last.offset(),
                changeSet.position(),
                changeSet.eventId(),
                changeSet.eventType(),
                String.valueOf(changeSet.root()),
                Instant.EPOCH);
        refused.put(letter.key(), last);
        deadLetter(letter, codec.encode(changeSet));
        return letter;
    }

    /** The stores' own writers, asked without HTTP. */
    public Writers writers() {
        return new Writers() {
            @Override
            public Answer<ReplayAnswer> replay(Backend backend, ReplayRequest request) {
                return TwoStores.this.replay(backend, request);
            }

            @Override
            public Answer<RepairAnswer> repair(Backend backend, RepairRequest request) {
                return new Answer.Done<>(
                        Objects.requireNonNull(repairs.get(backend)).repair(request));
            }
        };
    }

    private Writers.Answer<ReplayAnswer> replay(Backend backend, ReplayRequest request) {
        Consumed letter = Objects.requireNonNull(refused.get(request.key()), request.key());
        Replay replay = new Replay(
                letter.changeSet(),
                Set.copyOf(Objects.requireNonNull(request.put())),
                Set.copyOf(Objects.requireNonNull(request.removed())),
                Position.parse(request.asOf()));
        return switch (Objects.requireNonNull(stores.get(backend)).writer().replay(replay, letter.offset())) {
            case ReplayResult.Applied applied -> closed(request.key(), ReplayAnswer.APPLIED, applied.rows());
            case ReplayResult.Skipped ignored -> closed(request.key(), ReplayAnswer.SKIPPED, List.of());
            case ReplayResult.Refused no ->
                new Writers.Answer.Refused<>(no.verdict().code(), no.verdict().message());
            case ReplayResult.NotNow notNow -> new Writers.Answer.NotNow<>(notNow.reason());
        };
    }

    private Writers.Answer<ReplayAnswer> closed(String key, String outcome, List<RowKey> rows) {
        closeDeadLetter(key);
        return new Writers.Answer.Done<>(new ReplayAnswer(outcome, rows));
    }

    /**
     * Plays embedding-service: the barrier of a flip becomes a change set in every partition.
     *
     * @param earlier how many barriers were written before it
     */
    public void carryBarrier(int earlier) {
        List<Position> barrier = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reading = LogReader.open(bootstrapServers, 1 << 20)) {
            List<TopicPartition> all = IntStream.range(0, topics.partitions())
                    .mapToObj(partition -> new TopicPartition(topics.events(), partition))
                    .toList();
            reading.assign(all);
            reading.seekToBeginning(all);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        reading.poll(Duration.ofMillis(100)).forEach(record -> {
                            if (record.headers().lastHeader("ce_barrier") != null) {
                                barrier.add(new Position(epoch, record.partition(), record.offset()));
                            }
                        });
                        return barrier.size() == topics.partitions() * (earlier + 1);
                    });
        }
        barrier.stream()
                .collect(Collectors.groupingBy(Position::partition))
                .values()
                .forEach(positions -> {
                    Position position = positions.get(earlier);
                    append(ChangeSet.barrier(position, "barrier-" + position, Event.BARRIER, "term"));
                });
    }

    /** Appends a record that is no change set, which both writers pass over. */
    public void appendMalformed(int partition) {
        changes.beginTransaction();
        send(changes, new ProducerRecord<>(topics.changes(), partition, null, new byte[] {1, 2, 3}));
        changes.commitTransaction();
    }

    /** Opens a dead letter that holds those bytes. */
    public void deadLetter(DeadLetter letter, byte[] value) {
        send(
                events,
                letter.record(
                        topics.deadLetters(),
                        new ConsumerRecord<>(letter.topic(), letter.partition(), letter.offset(), null, value)));
    }

    /** Closes a dead letter. */
    public void closeDeadLetter(String key) {
        send(events, DeadLetter.closing(topics.deadLetters(), key));
    }

    /** Lets the writers of those stores apply everything that they have not applied yet. */
    public void apply(Backend... backends) {
        Arrays.stream(backends).forEach(backend -> {
            List<Consumed> records = Objects.requireNonNull(pending.get(backend));
            if (!records.isEmpty()) {
                Map<Integer, Long> next = new HashMap<>();
                records.forEach(record -> next.put(record.partition(), record.offset() + 1));
                Objects.requireNonNull(stores.get(backend))
                        .writer()
                        .apply(new ChangeBatch(records, next), refused -> {});
                records.clear();
            }
        });
    }

    /** Both of them. */
    public void applyAll() {
        apply(Backend.values());
    }

    /** Changes SQLite past the log. */
    public void inSqlite(String sql) {
        execute("jdbc:sqlite:" + sqliteFile, sql);
    }

    /** Changes Supabase past the log. */
    public void inSupabase(String sql) {
        execute(jdbc(database()), sql);
    }

    /** Lets nobody connect to Supabase, and throws out who is. */
    public void stopSupabase() {
        String database = database();
        inPostgres("alter database " + database + " with allow_connections false");
        inPostgres("do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database
                + "'; end $$");
    }

    /** Lets everybody connect again. */
    public void startSupabase() {
        inPostgres("alter database " + database() + " with allow_connections true");
    }

    /** The first column of the first row in SQLite as text; empty where there is none. */
    public String fromSqlite(String sql) {
        return first("jdbc:sqlite:" + sqliteFile, sql);
    }

    /** The same in Supabase. */
    public String fromSupabase(String sql) {
        return first(jdbc(database()), sql);
    }

    /** Where Supabase is, as a superuser. */
    public String supabaseUri() {
        return postgresUri;
    }

    /** The same, as a role that reads every row and may not replicate. */
    public String supabaseUriWithoutReplication() {
        String role = database() + "_reader";
        inPostgres("do $$ begin if not exists (select from pg_roles where rolname = '" + role + "') then"
                + " create role " + role + " login password 'p'; end if; end $$");
        inPostgres("grant evenkeel_checker to " + role);
        return TestServers.postgresUri(database(), role, "p");
    }

    private static String first(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        events.close();
        changes.close();
        repairs.values().forEach(RowRepairs::close);
        stores.values().forEach(Store::close);
    }

    private void inPostgres(String sql) {
        execute(jdbc("postgres"), sql);
    }

    private String database() {
        return database(postgresUri);
    }

    private static String database(String uri) {
        return URI.create(uri).getPath().substring(1);
    }

    private String jdbc(String database) {
        return jdbc(postgresUri, database);
    }

    private static String jdbc(String libpq, String database) {
        URI uri = URI.create(libpq);
        String[] user = uri.getUserInfo().split(":", -1);
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + "/" + database + "?user=" + user[0]
                + (user.length > 1 ? "&password=" + user[1] : "");
    }

    private static RecordMetadata send(
            KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte @Nullable []> record) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
