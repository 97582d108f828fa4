package io.evenkeel.parity;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.drift.Drift;
import io.evenkeel.parity.drift.DriftPolicies;
import io.evenkeel.parity.drift.DriftSettings;
import io.evenkeel.parity.drift.DriftedRow;
import io.evenkeel.parity.drift.WatchState.Mode;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.MismatchKind;
import io.evenkeel.parity.ledger.LogReader;
import io.evenkeel.parity.sweep.Sweeps;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes of a real SQLite past the log, and what is done about changes in either store: chunks are reported, sections taken back,
 * documents adopted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftPoliciesIT {
    private static final long SEED = Long.getLong("evenkeel.seed", System.nanoTime());
    private static final Duration SOON = Duration.ofSeconds(30);

    private final EventGate gate = new EventGate(Rows.CATALOGUE, Clock.systemUTC());
    private Path folder;
    private TwoStores stores;
    private Verification verification;
    private int sentinels;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        stores = new TwoStores(folder);
        verification = verification();
        await().atMost(SOON)
                .until(() -> drift().states().values().stream().allMatch(state -> state.mode() == Mode.WATCHING));
    }

    @AfterAll
    void stop() {
        verification.close();
        slots().drop();
        stores.close();
    }

    @Test
    void seesEveryKindOfChangeOfSqliteAndNamesTheColumn() {
        for (String id : List.of("a", "b", "c", "d")) {
            ingest(id, "title of " + id);
        }
        stores.applyAll();

        stores.inSqlite("update search_chunk set text = 'hand' where document_id = 'a'");
        stores.inSqlite("delete from search_chunk where document_id = 'b'");
        stores.inSqlite("update search_chunk set id = 'moved' where document_id = 'c'");
        stores.inSqlite("insert into search_chunk select 'copied', document_id, source_type, chunk_index, text, meta,"
                + " embedding, created_at, embedding_model, workspace_id, source_epoch, source_partition, source_offset, source_sequence"
                + " from search_chunk where document_id = 'd'");

        await().atMost(SOON).until(() -> drift().journal().rows().size() == 5);
        assertThat(verification.findings().open())
                .extracting(Mismatch::kind, mismatch -> mismatch.key().key(), Mismatch::column, Mismatch::stores)
                .containsExactlyInAnyOrder(
                        tuple(MismatchKind.DIFFERENT, "a:section:0", "text", Set.of(Backend.SQLITE)),
                        tuple(MismatchKind.MISSING_IN_SQLITE, "b:section:0", null, Set.of(Backend.SQLITE)),
                        tuple(MismatchKind.MISSING_IN_SQLITE, "c:section:0", null, Set.of(Backend.SQLITE)),
                        tuple(MismatchKind.EXTRA_IN_SQLITE, "moved", null, Set.of(Backend.SQLITE)),
                        tuple(MismatchKind.EXTRA_IN_SQLITE, "copied", null, Set.of(Backend.SQLITE)));
        assertThat(drift().journal().rows())
                .extracting(row -> row.key().key(), row -> row.sighting().operation())
                .contains(tuple("a:section:0", "update"), tuple("b:section:0", "delete"), tuple("copied", "insert"));
        repairAll();
    }

    @Test
    void aRestartMissesNothingInSqlite() {
        ingest("k", "one");
        stores.applyAll();
        passSentinels();
        verification.close();
        stores.inSqlite("update search_chunk set text = 'while nobody looked' where document_id = 'k'");
        verification = verification();
        awaitDrift(key("search_chunks", "k:section:0"));
        repairAll();
    }

    @Test
    void whatTheWriterDoesLeavesNoNote() {
        Random random = new Random(SEED);
        stores.inSqlite("delete from evenkeel_drift where number < (select max(number) from evenkeel_drift)");
        String before = stores.fromSqlite("select coalesce(max(number), 0) from evenkeel_drift");
        for (int i = 0; i < 200; i++) {
            String id = "w" + random.nextInt(12);
            if (random.nextInt(5) == 0) {
                stores.append(key("documents", id), new Change.Delete(key("documents", id)));
            } else {
                ingest(id, "title " + random.nextInt());
            }
            if (random.nextInt(20) == 0) {
                stores.apply(Backend.SQLITE);
            }
        }
        stores.applyAll();
        assertThat(stores.fromSqlite("select coalesce(max(number), 0) from evenkeel_drift"))
                .as("seed %d", SEED)
                .isEqualTo(before);
        assertThat(stores.fromSqlite("select count(*) from evenkeel_writing")).isEqualTo("0");
        passSentinels();
        assertThat(drift().journal().rows()).as("seed %d", SEED).isEmpty();
    }

    @Test
    void takesChangesBackInEitherStoreAndOnlyOnce() {
        ingest("r", "one");
        stores.applyAll();
        passSentinels();
        List<Position> ends = ends();
        stores.inSqlite("update section set text = 'hand' where document_id = 'r'");
        stores.inSupabase("delete from document_sections where document_id = 'r'");
        await().atMost(SOON)
                .until(() -> stores.fromSqlite("select text from section where id = 'r:0'")
                                .equals("text of r")
                        && stores.fromSupabase("select text from document_sections where id = 'r:0'")
                                .equals("text of r"));
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
        passSentinels();
        assertThat(drift().journal().rows()).isEmpty();
        assertThat(ends()).isEqualTo(ends);
    }

    @Test
    void adoptsAChangeThroughTheLogAndOnlyOnce() {
        ingest("p", "one");
        ingest("q", "one");
        stores.applyAll();
        passSentinels();
        List<Position> ends = ends();

        stores.inSqlite("update document set title = 'hand' where id = 'p'");
        Adopted first = adopted(ends, 1).getFirst();
        assertThat(first.event().type()).isEqualTo("dev.evenkeel.documents.upserted");
        assertThat(first.event().source()).isEqualTo("evenkeel/drift/sqlite");
        stores.append(first.changeSet());
        stores.applyAll();
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
        assertThat(stores.fromSupabase("select title from documents where id = 'p'"))
                .isEqualTo("hand");

        stores.inSupabase("insert into documents (id, path, type, title) values ('new', '/n', 'pdf', 'by hand')");
        Adopted second = adopted(ends, 2).getLast();
        assertThat(second.event().condition()).isEqualTo(Condition.IF_ABSENT);
        stores.append(second.changeSet());
        stores.applyAll();
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
        assertThat(stores.fromSqlite("select title from document where id = 'new'"))
                .isEqualTo("by hand");

        stores.inSupabase("delete from documents where id = 'new'");
        Adopted third = adopted(ends, 3).getLast();
        assertThat(third.event().type()).isEqualTo("dev.evenkeel.documents.deleted");
        stores.append(third.changeSet());
        stores.applyAll();
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
        assertThat(stores.fromSqlite("select count(*) from document where id = 'new'"))
                .isEqualTo("0");

        passSentinels();
        assertThat(adopted(ends, 3)).hasSize(3);
        assertThat(drift().journal().rows()).isEmpty();
    }

    @Test
    void aChangeOfTheLogThatCameFirstWinsOverAnAdoptedOne() {
        ingest("n", "one");
        stores.applyAll();
        passSentinels();
        Position earlier = stores.event(key("documents", "n"));
        List<Position> ends = ends();
        stores.inSupabase("update documents set title = 'hand' where id = 'n'");
        Adopted adopted = adopted(ends, 1).getFirst();
        stores.append(new ChangeSet(
                earlier,
                "event-" + earlier,
                "test",
                "dev.evenkeel.test",
                key("documents", "n"),
                null,
                Condition.NONE,
                List.of(new Change.Upsert(document("n", "by the log"))),
                null,
                null));
        stores.append(adopted.changeSet());
        stores.applyAll();

        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
        assertThat(stores.fromSupabase("select title from documents where id = 'n'"))
                .isEqualTo("by the log");
        assertThat(stores.fromSqlite("select title from document where id = 'n'"))
                .isEqualTo("by the log");
        passSentinels();
        assertThat(adopted(ends, 1)).hasSize(1);
    }

    @Test
    void whatCannotBeAnEventIsLeftAndSaysWhy() {
        ingest("u", "one");
        stores.append(key("documents", "u"), new Change.Delete(key("documents", "u")));
        stores.applyAll();
        passSentinels();
        stores.inSupabase("insert into documents (id, path, type) values ('u', '/u', 'pdf')");
        RowKey row = key("documents", "u");
        await().atMost(SOON).until(() -> drift().note(row).isPresent());
        assertThat(drift().note(row))
                .hasValueSatisfying(note -> assertThat(note).startsWith("not adopted: the log has deleted it"));
        stores.inSupabase("delete from documents where id = 'u'");
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
    }

    /** An event that was published for a change past the log, and where it stands. */
    private record Adopted(Event event, Position position, Change change) {
        ChangeSet changeSet() {
            return new ChangeSet(
                    position,
                    event.id(),
                    event.source(),
                    event.type(),
                    event.root(),
                    event.sequence(),
                    event.condition(),
                    List.of(change),
                    null,
                    null);
        }
    }

    /** Plays embedding-service: the events that drift has published since, once there are so many. */
    private List<Adopted> adopted(List<Position> since, int atLeast) {
        List<Adopted> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reading = LogReader.open(TestServers.kafkaBootstrap(), 1 << 20)) {
            reading.assign(since.stream().map(this::partition).toList());
            since.forEach(position -> reading.seek(partition(position), position.offset()));
            await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
                reading.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (EventRecords.read(record) instanceof EventRecords.Record.Arrived arrived
                            && arrived.envelope()
                                    .attributes()
                                    .getOrDefault("source", "")
                                    .startsWith("evenkeel/drift/")
                            && gate.check(arrived.envelope(), arrived.workspace())
                                    instanceof GateResult.Accepted accepted) {
                        Change change = switch (accepted.events().getFirst().intent()) {
                            case Intent.UpsertRow upsert -> new Change.Upsert(upsert.row());
                            case Intent.DeleteRow delete -> new Change.Delete(delete.key());
                            case Intent.IngestDocument unexpected -> throw new AssertionError(unexpected);
                            case Intent.RecordTrace unexpected -> throw new AssertionError(unexpected);
                        };
                        found.add(new Adopted(
                                accepted.events().getFirst().event(),
                                new Position(stores.epoch(), record.partition(), record.offset()),
                                change));
                    }
                });
                return found.size() >= atLeast;
            });
        }
        return found;
    }

    private List<Position> ends() {
        try (KafkaConsumer<byte[], byte[]> reading = LogReader.open(TestServers.kafkaBootstrap(), 1 << 20)) {
            return IntStream.range(0, TwoStores.PARTITIONS)
                    .mapToObj(number -> {
                        TopicPartition partition =
                                new TopicPartition(stores.topics().events(), number);
                        return new Position(
                                stores.epoch(),
                                number,
                                reading.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
                    })
                    .toList();
        }
    }

    private TopicPartition partition(Position position) {
        return new TopicPartition(stores.topics().events(), position.partition());
    }

    /** Changes are seen in their order: once these are, all before them were. */
    private void passSentinels() {
        String id = "sentinel" + sentinels++;
        stores.inSqlite("insert into search_chunk (id, text, chunk_index) values ('" + id + "-sqlite', 's', 0)");
        stores.inSupabase("insert into search_chunks (id, text, chunk_index) values ('" + id + "-supabase', 's', 0)");
        awaitDrift(key("search_chunks", id + "-sqlite"));
        awaitDrift(key("search_chunks", id + "-supabase"));
        stores.inSqlite("delete from search_chunk where id = '" + id + "-sqlite'");
        stores.inSupabase("delete from search_chunks where id = '" + id + "-supabase'");
        await().atMost(SOON)
                .until(() -> drift().journal()
                                .row(key("search_chunks", id + "-sqlite"))
                                .isEmpty()
                        && drift().journal()
                                .row(key("search_chunks", id + "-supabase"))
                                .isEmpty());
    }

    private DriftedRow awaitDrift(RowKey key) {
        await().atMost(SOON).until(() -> drift().journal().row(key).isPresent());
        return drift().journal().row(key).orElseThrow();
    }

    private void repairAll() {
        await().atMost(SOON).until(() -> {
            verification.repairs().repair(verification.findings().openKeys(), false, "test");
            return verification.findings().open().isEmpty();
        });
        await().atMost(SOON).until(() -> drift().journal().rows().isEmpty());
    }

    private Slots slots() {
        return new Slots(stores.supabaseUri());
    }

    private Drift drift() {
        return verification.drift();
    }

    private Position ingest(String id, String title) {
        RowKey root = key("documents", id);
        return stores.append(
                root,
                new Change.Upsert(document(id, title)),
                new Change.ReplaceChildren("document_sections", root, null, List.of(section(id, 0, "text of " + id))),
                new Change.ReplaceChildren(
                        "search_chunks", root, "section", List.of(chunk(id, 0, "section", "text of " + id))));
    }

    private Verification verification() {
        return new Verification(
                        new Verification.Log(TestServers.kafkaBootstrap(), stores.topics(), stores.epoch()),
                        Rows.CATALOGUE,
                        stores.scanners(),
                        stores.readers(),
                        new Verification.Settings(
                                folder.resolve("ledger.sqlite"),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                new Sweeps.Settings(Duration.ofSeconds(2), 1, Duration.ofMillis(500)),
                                new DriftSettings(
                                        stores.supabaseUri(),
                                        folder.resolve("evenkeel.sqlite"),
                                        DriftPolicies.parse(
                                                "alert, documents=adopt, document_sections=revert", Rows.CATALOGUE),
                                        null,
                                        Duration.ofMillis(500),
                                        Duration.ofSeconds(1))),
                        stores.writers(),
                        () -> true,
                        Clock.systemUTC())
                .start();
    }
}
