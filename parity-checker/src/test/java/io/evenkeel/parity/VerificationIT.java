package io.evenkeel.parity;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.MismatchKind;
import io.evenkeel.parity.letter.DeadLetters;
import io.evenkeel.parity.sweep.SweepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledger, tail and sweep against the real log and both real databases, with every fault planted by hand. */
class VerificationIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private TwoStores stores;
    private Verification verification;

    @BeforeEach
    void start() {
        stores = new TwoStores(folder);
        verification = Verifications.start(stores, folder);
    }

    @AfterEach
    void stop() {
        verification.close();
        stores.close();
    }

    @Test
    void aHealthyRunStaysSilent() {
        ingest("a", "one");
        ingest("b", "two");
        stores.append(key("documents", "a"), new Change.Delete(key("documents", "a")));
        ingest("b", "three");
        stores.applyAll();

        awaitVerified();
        assertThat(verification.findings().open()).isEmpty();
        SweepReport report = sweep();
        assertThat(report.mismatches()).isEmpty();
        assertThat(report.verified()).isTrue();
        assertThat(report.rowsCompared()).isEqualTo(3);
    }

    @Test
    void theLagIsTheAgeOfTheOldestEventThatWasNotCompared() {
        ingest("a", "one");
        stores.apply(Backend.SQLITE);
        await().atMost(SOON).until(() -> lag().compareTo(Duration.ofMillis(300)) > 0);
        assertThat(verification.findings().watermarks()).isEmpty();
        stores.apply(Backend.SUPABASE);
        awaitVerified();
        assertThat(lag()).isZero();

        stores.event(key("documents", "nobody-embedded-this-one-yet"));
        await().atMost(SOON).until(() -> lag().compareTo(Duration.ofMillis(300)) > 0);
    }

    @Test
    void theTailNamesTheStoreThatDoesNotHoldAChange() {
        ingest("b", "two");
        stores.apply(Backend.SQLITE);
        stores.inSqlite("update document set title = 'changed' where id = 'b'");
        stores.apply(Backend.SUPABASE);

        await().atMost(SOON).until(() -> !verification.findings().open().isEmpty());
        assertThat(verification.findings().open()).singleElement().satisfies(mismatch -> {
            assertThat(mismatch.column()).isEqualTo("title");
            assertThat(mismatch.stores()).isEqualTo(Set.of(Backend.SQLITE));
            assertThat(mismatch.log()).isEqualTo("two");
            assertThat(mismatch.sqlite()).isEqualTo("changed");
        });

        stores.inSqlite("update document set title = 'two' where id = 'b'");
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
    }

    @Test
    void aSweepNamesEachPlantedFaultAndNothingElse() {
        for (String id : List.of("a", "b", "c", "d", "e", "f", "g")) {
            ingest(id, "title of " + id);
        }
        stores.applyAll();
        awaitVerified();
        stores.inSqlite("update document set title = 'tampered' where id = 'a'");
        stores.inSupabase("update documents set title = null, source = 'hand' where id = 'b'");
        stores.inSqlite("delete from section where document_id = 'c'");
        stores.inSupabase("delete from search_chunks where document_id = 'd'");
        stores.inSqlite("insert into document (id, workspace_id, path, type) values ('x', 'default', '/x', 'pdf')");
        stores.inSupabase("insert into documents (id, path, type) values ('zz', '/zz', 'pdf')");
        stores.inSupabase("update search_chunks set embedding = embedding * embedding where document_id = 'e'");
        stores.inSupabase("update documents set source_offset = 4711 where id = 'f'");

        SweepReport report = sweep();
        assertThat(report.mismatches())
                .extracting(Mismatch::kind, mismatch -> mismatch.key().toString(), Mismatch::column, Mismatch::stores)
                .containsExactlyInAnyOrder(
                        tuple(MismatchKind.DIFFERENT, "default/documents/a", "title", Set.of(Backend.SQLITE)),
                        tuple(MismatchKind.DIFFERENT, "default/documents/b", "title", Set.of(Backend.SUPABASE)),
                        tuple(MismatchKind.DIFFERENT, "default/documents/b", "source", Set.of(Backend.SUPABASE)),
                        tuple(
                                MismatchKind.MISSING_IN_SQLITE,
                                "default/document_sections/c:0",
                                null,
                                Set.of(Backend.SQLITE)),
                        tuple(
                                MismatchKind.MISSING_IN_SUPABASE,
                                "default/search_chunks/d:section:0",
                                null,
                                Set.of(Backend.SUPABASE)),
                        tuple(MismatchKind.EXTRA_IN_SQLITE, "default/documents/x", null, Set.of(Backend.SQLITE)),
                        tuple(MismatchKind.EXTRA_IN_SUPABASE, "default/documents/zz", null, Set.of(Backend.SUPABASE)),
                        tuple(
                                MismatchKind.DIFFERENT,
                                "default/search_chunks/e:section:0",
                                "embedding",
                                Set.of(Backend.SUPABASE)),
                        tuple(
                                MismatchKind.DIFFERENT,
                                "default/documents/f",
                                "source_offset",
                                Set.of(Backend.SUPABASE)));
        assertThat(report.mismatches())
                .filteredOn(mismatch -> mismatch.key().key().equals("b") && "title".equals(mismatch.column()))
                .singleElement()
                .satisfies(mismatch -> {
                    assertThat(mismatch.log()).isEqualTo("title of b");
                    assertThat(mismatch.sqlite()).isEqualTo("title of b");
                    assertThat(mismatch.supabase()).isNull();
                });
        assertThat(report.verified()).isFalse();
        assertThat(verification.findings().open()).hasSize(9);

        // A later change through the log puts the row right, and closes the mismatch.
        ingest("a", "new title");
        stores.applyAll();
        await().atMost(SOON).until(() -> !verification.findings().openKeys().contains(key("documents", "a")));
        assertThat(verification.findings().openKeys()).contains(key("documents", "b"));
    }

    @Test
    void aSweepFindsExtraRowsBetweenRangesOfAThousand() {
        for (int i = 0; i < 30; i++) {
            Change[] steps = new Change[101];
            String document = String.format("d%03d", i);
            steps[0] = new Change.Upsert(document(document, "t"));
            for (int j = 0; j < 100; j++) {
                steps[j + 1] = new Change.Upsert(section(document, j, "text " + j));
            }
            stores.append(key("documents", document), steps);
        }
        stores.applyAll();
        awaitVerified();
        stores.inSupabase("insert into document_sections (id, document_id, \"order\", text)"
                + " select 'd0' || n || ':5a', 'd000', n, 'extra' from generate_series(10, 29) n");
        SweepReport report = sweep();
        assertThat(report.mismatches())
                .hasSize(20)
                .allSatisfy(mismatch -> assertThat(mismatch.kind()).isEqualTo(MismatchKind.EXTRA_IN_SUPABASE));
        assertThat(report.rowsCompared()).isEqualTo(30 + 3_000 + 20);
    }

    @Test
    void staysSilentWhileBothStoresAreWrittenAtTheirOwnPace() throws Exception {
        Random random = new Random(20_261_101);
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService writers = Executors.newSingleThreadExecutor()) {
            Future<?> writing = writers.submit(() -> {
                while (!enough.get()) {
                    String id = "d" + random.nextInt(20);
                    if (random.nextInt(4) == 0) {
                        stores.append(key("documents", id), new Change.Delete(key("documents", id)));
                    } else {
                        ingest(id, "title " + random.nextInt());
                    }
                    if (random.nextInt(3) == 0) {
                        stores.apply(random.nextBoolean() ? Backend.SQLITE : Backend.SUPABASE);
                    }
                }
                stores.applyAll();
            });
            for (int i = 0; i < 3; i++) {
                assertThat(sweep().mismatches()).isEmpty();
                assertThat(verification.findings().open()).isEmpty();
            }
            enough.set(true);
            writing.get();
        }
        awaitVerified();
        assertThat(verification.findings().open()).isEmpty();
        assertThat(sweep().verified()).isTrue();
    }

    @Test
    void pausesWhileAStoreCannotBeReachedAndGoesOnAfterwards() {
        ingest("a", "one");
        stores.applyAll();
        awaitVerified();
        stores.stopSupabase();
        await().atMost(SOON).until(() -> verification.tail().state().failure() != null);
        stores.event(key("documents", "b"));
        await().atMost(SOON).until(() -> lag().compareTo(Duration.ofMillis(300)) > 0);

        stores.startSupabase();
        ingest("c", "three");
        await().atMost(SOON).ignoreExceptions().until(() -> {
            stores.applyAll();
            return true;
        });
        await().atMost(SOON).until(() -> verification.tail().state().failure() == null);
        assertThat(verification.findings().open()).isEmpty();
    }

    @Test
    void aRecordThatIsNoChangeSetIsPassedOver() {
        stores.appendMalformed(0);
        stores.appendMalformed(1);
        stores.appendMalformed(2);
        ingest("a", "one");
        stores.applyAll();
        awaitVerified();
        assertThat(sweep().verified()).isTrue();
    }

    @Test
    void countsDeadLettersUntilTheyAreClosed() {
        DeadLetter letter = new DeadLetter(
                "sqlite",
                "orphan",
                "its owner never existed",
                stores.topics().changes(),
                0,
                7,
                new Position(stores.epoch(), 0, 3),
                "event",
                "dev.evenkeel.documents.upserted",
                null,
                Instant.EPOCH);
        stores.deadLetter(letter, new byte[] {1});
        await().atMost(SOON)
                .until(() -> verification.deadLetters().open().byStore().equals(Map.of("sqlite", 1L)));
        stores.closeDeadLetter(letter.key());
        await().atMost(SOON)
                .until(() -> verification.deadLetters().open().equals(new DeadLetters.Open(true, Map.of())));
    }

    @Test
    void aSweepThatAStoreDoesNotKeepUpWithVouchesForNothing() {
        ingest("a", "one");
        stores.applyAll();
        ingest("b", "two");
        stores.apply(Backend.SQLITE);
        SweepReport report = sweep();
        assertThat(report.verified()).isFalse();
        assertThat(report.mismatches()).isEmpty();
        assertThat(report.reason()).contains("supabase");
    }

    @Test
    void aRestartForgetsNeitherWatermarkNorMismatch() {
        ingest("a", "one");
        stores.applyAll();
        awaitVerified();
        stores.inSqlite("update document set title = 'tampered' where id = 'a'");
        sweep();
        verification.close();

        verification = Verifications.start(stores, folder);
        assertThat(verification.findings().openKeys()).containsExactly(key("documents", "a"));
        assertThat(verification.findings().watermarks()).isNotEmpty();
    }

    @Test
    void aLostLedgerIsBuiltAgainAndEverythingVerifiedAgain() throws IOException {
        ingest("a", "one");
        Position last = ingest("b", "two");
        stores.applyAll();
        awaitVerified();
        verification.close();
        Files.delete(folder.resolve("ledger.sqlite"));
        stores.inSupabase("update documents set title = 'tampered' where id = 'a'");

        verification = Verifications.start(stores, folder);
        await().atMost(SOON).until(() -> !verification.findings().open().isEmpty());
        assertThat(verification.findings().open())
                .singleElement()
                .satisfies(mismatch -> assertThat(mismatch.key()).isEqualTo(key("documents", "a")));
        assertThat(verification.findings().watermarks()).containsEntry(last.partition(), last.offset());
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

    private void awaitVerified() {
        await().atMost(SOON).until(() -> verification.tail().state().verifiedAt() != null && lag().isZero());
    }

    private Duration lag() {
        return verification.tail().state().lag(Clock.systemUTC().instant());
    }

    private SweepReport sweep() {
        return Verifications.sweep(verification);
    }
}
