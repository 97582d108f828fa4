package io.evenkeel.parity;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.drift.Drift;
import io.evenkeel.parity.drift.DriftPolicies;
import io.evenkeel.parity.drift.DriftSettings;
import io.evenkeel.parity.drift.DriftedRow;
import io.evenkeel.parity.drift.Gap;
import io.evenkeel.parity.drift.WatchState.Mode;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.MismatchKind;
import io.evenkeel.parity.sweep.Sweeps;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a real Supabase past the log, seen in its write-ahead log; and everything that may go wrong with reading that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupabaseDriftIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private Path folder;
    private TwoStores stores;
    private Verification verification;
    private int sentinels;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        stores = new TwoStores(folder);
        verification = verification(stores.supabaseUri());
        awaitMode(Mode.WATCHING);
    }

    @AfterAll
    void stop() {
        verification.close();
        slots().drop();
        stores.close();
    }

    @Test
    void seesEveryKindOfChangePastTheLogAndNamesTheColumn() {
        ingest("a", "one");
        ingest("b", "two");
        ingest("c", "three");
        stores.append(key("documents", "gone"), new Change.Upsert(document("gone", "g")));
        stores.append(key("documents", "gone"), new Change.Delete(key("documents", "gone")));
        stores.applyAll();

        stores.inSupabase("update documents set title = 'hand' where id = 'a'");
        stores.inSupabase("delete from document_sections where document_id = 'b'");
        stores.inSupabase("insert into documents (id, path, type) values ('x', '/x', 'pdf')");
        stores.inSupabase("insert into documents select 'gone', path, type, title, source, created_at, workspace_id,"
                + " source_epoch, source_partition, source_offset from documents where id = 'c'");
        stores.inSupabase("update search_chunks set embedding = embedding * embedding where document_id = 'c'");

        await().atMost(SOON).until(() -> drift().journal().rows().size() == 5);
        assertThat(verification.findings().open())
                .extracting(Mismatch::kind, mismatch -> mismatch.key().toString(), Mismatch::column, Mismatch::stores)
                .containsExactlyInAnyOrder(
                        tuple(MismatchKind.DIFFERENT, "default/documents/a", "title", Set.of(Backend.SUPABASE)),
                        tuple(
                                MismatchKind.MISSING_IN_SUPABASE,
                                "default/document_sections/b:0",
                                null,
                                Set.of(Backend.SUPABASE)),
                        tuple(MismatchKind.EXTRA_IN_SUPABASE, "default/documents/x", null, Set.of(Backend.SUPABASE)),
                        tuple(MismatchKind.EXTRA_IN_SUPABASE, "default/documents/gone", null, Set.of(Backend.SUPABASE)),
                        tuple(
                                MismatchKind.DIFFERENT,
                                "default/search_chunks/c:section:0",
                                "embedding",
                                Set.of(Backend.SUPABASE)));
        assertThat(drift().journal().rows())
                .extracting(row -> row.key().toString(), row -> row.sighting().operation())
                .contains(
                        tuple("default/documents/a", "update"),
                        tuple("default/document_sections/b:0", "delete"),
                        tuple("default/documents/x", "insert"));
        assertThat(drift().journal().rows())
                .allSatisfy(row -> assertThat(row.sighting().place()).matches("[0-9A-F]+/[0-9A-F]+"));

        stores.inSupabase("truncate chat_sessions, chat_messages, tags");
        repairAll();
    }

    @Test
    void aTruncatedTableLosesItsRowsByName() {
        ingest("t1", "one");
        ingest("t2", "two");
        stores.applyAll();
        stores.inSupabase("truncate document_sections");
        awaitDrift(key("document_sections", "t1:0"));
        awaitDrift(key("document_sections", "t2:0"));
        assertThat(drift().journal().rows())
                .allSatisfy(row -> assertThat(row.sighting().operation()).isEqualTo("truncate"));
        repairAll();
    }

    @Test
    void whatTheWriterDoesIsNoDriftNorIsARepair() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 300; i++) {
            String id = "w" + random.nextInt(12);
            if (random.nextInt(5) == 0) {
                stores.append(key("documents", id), new Change.Delete(key("documents", id)));
            } else {
                ingest(id, "title " + random.nextInt());
            }
            if (random.nextInt(20) == 0) {
                stores.apply(random.nextBoolean() ? Backend.SQLITE : Backend.SUPABASE);
            }
        }
        stores.applyAll();
        ingest("r", "one");
        stores.applyAll();
        stores.inSupabase("update documents set title = 'hand' where id = 'r'");
        awaitDrift(key("documents", "r"));
        repairAll();
        passSentinel();
        assertThat(drift().journal().rows()).isEmpty();
        assertThat(verification.findings().open()).isEmpty();
    }

    @Test
    void aRestartMissesNothing() {
        ingest("k", "one");
        stores.applyAll();
        passSentinel();
        verification.close();
        stores.inSupabase("update documents set title = 'while nobody looked' where id = 'k'");
        verification = verification(stores.supabaseUri());
        DriftedRow found = awaitDrift(key("documents", "k"));
        verification.close();

        verification = verification(stores.supabaseUri());
        assertThat(drift().journal().row(key("documents", "k"))).contains(found);
        repairAll();
    }

    @Test
    void readsOnAfterItsConnectionWasEnded() {
        ingest("e", "one");
        stores.applyAll();
        passSentinel();
        slots().endReplication();
        stores.inSupabase("update documents set title = 'hand' where id = 'e'");
        awaitDrift(key("documents", "e"));
        repairAll();
    }

    @Test
    void aLostSlotIsMadeAgainAndSaysWhatNobodyWatched() {
        ingest("l", "one");
        stores.applyAll();
        passSentinel();
        verification.close();
        int gaps = drift().journal().gaps().size();
        slots().lose();
        stores.inSupabase("update documents set title = 'nobody sees it' where id = 'l'");

        verification = verification(stores.supabaseUri());

        await().atMost(SOON).until(() -> drift().journal().gaps().size() > gaps);
        Gap gap = drift().journal().gaps().getLast();
        assertThat(gap.from()).isNotNull();
        assertThat(gap.reason()).contains("was lost");
        assertThat(gap.sweep()).isNotNull();
        await().atMost(SOON).until(() -> verification.findings().openKeys().contains(key("documents", "l")));
        awaitMode(Mode.WATCHING);
        passSentinel();
        repairAll();
    }

    @Test
    void aDroppedSlotIsMadeAgainAndSaysWhatNobodyWatched() {
        passSentinel();
        verification.close();
        int gaps = drift().journal().gaps().size();
        slots().drop();
        verification = verification(stores.supabaseUri());
        await().atMost(SOON).until(() -> drift().journal().gaps().size() > gaps);
        assertThat(drift().journal().gaps().getLast().reason()).contains("was gone");
        passSentinel();
    }

    @Test
    void withoutTheRightToReplicateItSaysThatOnlySweepsFindDrift() {
        verification.close();
        verification = verification(stores.supabaseUriWithoutReplication());
        awaitMode(Mode.SWEEP_ONLY);
        assertThat(drift().states().get(Backend.SUPABASE).reason())
                .contains("may not replicate")
                .contains("ALTER ROLE");
        verification.close();
        verification = verification(stores.supabaseUri());
        awaitMode(Mode.WATCHING);
    }

    @Test
    void anIdleDatabasesSlotIsMovedOn() {
        passSentinel();
        String before = slots().confirmed();
        await().atMost(SOON).until(() -> !slots().confirmed().equals(before));
        assertThat(drift().states().get(Backend.SUPABASE).mode()).isEqualTo(Mode.WATCHING);
    }

    /** Changes are seen in their order: once this one is, all before it were. */
    private void passSentinel() {
        String id = "sentinel" + sentinels++;
        stores.inSupabase("insert into documents (id, path, type) values ('" + id + "', '/s', 'pdf')");
        awaitDrift(key("documents", id));
        stores.inSupabase("delete from documents where id = '" + id + "'");
        await().atMost(SOON)
                .until(() -> drift().journal().row(key("documents", id)).isEmpty());
    }

    private DriftedRow awaitDrift(RowKey key) {
        await().atMost(SOON).until(() -> drift().journal().row(key).isPresent());
        return drift().journal().row(key).orElseThrow();
    }

    private void awaitMode(Mode mode) {
        await().atMost(SOON).until(() -> drift().states().get(Backend.SUPABASE).mode() == mode);
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

    private Verification verification(String supabase) {
        return new Verification(
                        new Verification.Log(TestServers.kafkaBootstrap(), stores.topics(), stores.epoch()),
                        Rows.CATALOGUE,
                        stores.scanners(),
                        new Verification.Settings(
                                folder.resolve("ledger.sqlite"),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                new Sweeps.Settings(Duration.ofSeconds(2), 1, Duration.ofMillis(500)),
                                new DriftSettings(
                                        supabase,
                                        null,
                                        DriftPolicies.ALERT,
                                        null,
                                        Duration.ofMillis(500),
                                        Duration.ofSeconds(1))),
                        stores.writers(),
                        () -> true,
                        Clock.systemUTC())
                .start();
    }
}
