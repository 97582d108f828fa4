package io.evenkeel.parity;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.sweep.SweepReport;
import io.evenkeel.parity.sweep.SweepReport.State;
import io.evenkeel.parity.sweep.SweepRequest;
import io.evenkeel.parity.sweep.Sweeps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps as operators handle them, with the real log and both real databases. */
class SweepIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int DOCUMENTS = 30;
    private static final int SECTIONS = 100;

    /** Works a twentieth of the time, so that it lasts for as long as a test needs it. */
    private static final SweepRequest SLOW =
            new SweepRequest(List.of("documents", "document_sections"), null, null, 0.05);

    @TempDir
    Path folder;

    private TwoStores stores;
    private Verification verification;

    @BeforeEach
    void start() {
        stores = new TwoStores(folder);
        verification = verification();
    }

    @AfterEach
    void stop() {
        verification.close();
        stores.close();
    }

    @Test
    void goesOnAfterACrashWhereItStood() throws IOException {
        fill();
        stores.inSqlite("update section set text = 'early' where id = 'd000:1'");
        stores.inSqlite("update section set text = 'late' where id = 'd029:99'");
        String id = verification.sweeps().request(SLOW).orElseThrow().id();
        Path file = folder.resolve("ledger.sqlite-sweeps.json");
        Path crashed = folder.resolve("as-it-was.json");
        await().atMost(SOON).until(() -> {
            Files.copy(file, crashed, StandardCopyOption.REPLACE_EXISTING);
            return comparedIn(crashed) > 100;
        });
        verification.close();
        // What a clean stop has written is taken back: a crash would not have written it.
        Files.copy(crashed, file, StandardCopyOption.REPLACE_EXISTING);
        stores.inSqlite("update section set text = 'after it was compared' where id = 'd000:2'");

        verification = verification();
        assertThat(find(id).rowsCompared()).isGreaterThan(100);
        SweepReport report = ended(id);
        assertThat(report.state()).isEqualTo(State.DONE);
        assertThat(report.rowsCompared()).isEqualTo(DOCUMENTS * (1 + SECTIONS));
        assertThat(report.rowsExpected()).isEqualTo(report.rowsCompared());
        assertThat(report.mismatches())
                .extracting(mismatch -> mismatch.key().key(), Mismatch::sqlite)
                .containsExactly(tuple("d000:1", "early"), tuple("d029:99", "late"));
    }

    @Test
    void findsEveryDifferenceOnceWhileItReadsAhead() {
        fill();
        // The ledger's ranges begin with 1,000 rows: one in each, the last of one and the first of the next.
        String[] planted = {"d004:7", "d009:99", "d010:0", "d019:50", "d029:99"};
        for (String section : planted) {
            stores.inSqlite("update section set text = 'x' where id = '" + section + "'");
        }
        stores.inSupabase("insert into document_sections (id, document_id, \"order\", text)"
                + " values ('d0101', 'd010', 7, 'extra')");

        SweepReport report = sweep(SweepRequest.ALL);
        assertThat(report.rowsCompared()).isEqualTo(DOCUMENTS * (1 + SECTIONS) + 1);
        assertThat(report.mismatches())
                .extracting(mismatch -> mismatch.key().key())
                .containsExactlyInAnyOrder("d004:7", "d009:99", "d010:0", "d0101", "d019:50", "d029:99");

        for (String section : planted) {
            stores.inSqlite("update section set text = 'text ' || \"order\" where id = '" + section + "'");
        }
        stores.inSupabase("delete from document_sections where id = 'd0101'");
        assertThat(sweep(SweepRequest.ALL).verified()).isTrue();
        assertThat(verification.findings().open()).isEmpty();
    }

    @Test
    void stopsWhenItIsAskedTo() {
        fill();
        String id = verification.sweeps().request(SLOW).orElseThrow().id();
        String queued = verification.sweeps().request().orElseThrow().id();
        await().atMost(SOON).until(() -> find(id).rowsCompared() > 100);
        assertThat(verification.sweeps().current().orElseThrow().id()).isEqualTo(id);

        SweepReport stopped = verification.sweeps().stop(id).orElseThrow();
        assertThat(stopped.state()).isEqualTo(State.STOPPED);
        assertThat(stopped.verified()).isFalse();
        assertThat(ended(queued).verified()).isTrue();
        assertThat(find(id)).isEqualTo(stopped);
        assertThat(verification.sweeps().stop(id)).contains(stopped);
        assertThat(verification.sweeps().stop("nothing")).isEmpty();
    }

    @Test
    void looksOnlyAtTheEntitiesAndTheWorkspaceThatItIsAskedFor() {
        for (String workspace : List.of("a", "b", "b2", "c")) {
            for (String id : List.of("1", "2")) {
                Row row = document(id, "title");
                RowKey root = new RowKey("documents", workspace, id);
                stores.append(root, new Change.Upsert(new Row(root, row.values())));
            }
        }
        stores.append(
                key("documents", "d"), new Change.Upsert(document("d", "t")), new Change.Upsert(section("d", 0, "t")));
        stores.applyAll();
        stores.inSqlite("update document set title = 'x' where id = '1'");
        stores.inSqlite("update section set text = 'x'");
        stores.inSupabase("insert into documents (id, workspace_id, path, type) values ('0', 'b', '/x', 'pdf'),"
                + " ('9', 'b', '/x', 'pdf'), ('', 'b2', '/x', 'pdf')");

        assertThat(differing(new SweepRequest(List.of("documents"), "b", null, null)))
                .containsExactly("b/documents/0", "b/documents/1", "b/documents/9");
        assertThat(differing(new SweepRequest(List.of("document_sections"), null, null, null)))
                .containsExactly("default/document_sections/d:0");
    }

    @Test
    void looksOnlyAtWhatTheLogChangedSince() throws InterruptedException {
        for (String id : List.of("a", "b", "c")) {
            stores.append(key("documents", id), new Change.Upsert(document(id, "old")));
        }
        // Kafka's times have milliseconds.
        new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        Instant since = Instant.now();
        stores.append(key("documents", "b"), new Change.Upsert(document("b", "new")));
        stores.append(key("documents", "c"), new Change.Delete(key("documents", "c")));
        stores.append(
                key("documents", "e"),
                new Change.Upsert(document("e", "new")),
                new Change.Upsert(section("e", 0, "t")));
        stores.applyAll();
        stores.inSqlite("update document set title = 'x'");
        stores.inSupabase("insert into documents (id, path, type) values ('c', '/x', 'pdf')");
        stores.inSupabase("delete from document_sections");

        SweepReport report = sweep(new SweepRequest(List.of(), null, since, null));
        assertThat(report.mismatches())
                .extracting(mismatch -> mismatch.key().toString())
                .containsExactlyInAnyOrder(
                        "default/documents/b",
                        "default/documents/c",
                        "default/documents/e",
                        "default/document_sections/e:0");
        assertThat(report.rowsExpected()).isEqualTo(3);
        assertThat(differing(new SweepRequest(List.of("document_sections"), "default", since, null)))
                .containsExactly("default/document_sections/e:0");
        assertThat(sweep(new SweepRequest(List.of(), null, Instant.now().plusSeconds(60), null))
                        .rowsCompared())
                .isZero();
    }

    @Test
    void findsTheLeastDifferencesAndNothingElseAmongRowsInFlight() {
        for (int i = 0; i < 200; i++) {
            ingest(String.format("d%03d", i), "caf\u00e9");
        }
        stores.applyAll();
        for (int i = 0; i < 200; i += 3) {
            ingest(String.format("d%03d", i), "changed");
        }
        stores.append(key("documents", "d100"), new Change.Delete(key("documents", "d100")));
        ingest("d500", "new");
        stores.apply(Backend.SQLITE);
        // In flight for Supabase, so that nobody can tell yet.
        stores.inSupabase("update documents set title = 'x' where id in ('d003', 'd100')");
        stores.inSqlite("update document set title = 'caf\u00e9 ' where id = 'd001'");
        stores.inSqlite(
                "update search_chunk set embedding = cast(substr(embedding, 1, 1532)"
                        + " || unhex(substr('123456789ABCDEF0', instr('0123456789ABCDEF', substr(hex(embedding), 3065, 1)), 1)"
                        + " || substr(hex(embedding), 3066, 1)) || substr(embedding, 1534) as blob) where document_id = 'd002'");
        stores.inSqlite("update search_chunk set created_at = created_at + 1 where document_id = 'd004'");
        stores.inSqlite("update document set source_offset = 4711 where id = 'd005'");
        stores.inSupabase("update documents set source_offset = 4711 where id = 'd017'");
        stores.inSupabase("update documents set source_partition = 2147483647 where id = 'd019'");
        stores.inSupabase(
                "update documents set source_epoch = source_epoch - 1, source_offset = 4711 where id = 'd020'");
        stores.inSupabase("update documents set source_partition = null, source_offset = 4711 where id = 'd022'");
        stores.inSupabase("update documents set title = E'cafe\\u0301' where id = 'd007'");
        stores.inSupabase("update documents set source = '' where id = 'd008'");
        stores.inSupabase("update documents set title = null where id = 'd016'");
        stores.inSupabase("update search_chunks set created_at = created_at + interval '1 microsecond'"
                + " where document_id = 'd010'");
        stores.inSupabase("update document_sections s set text = o.text from document_sections o"
                + " where (s.id, o.id) in (('d011:0', 'd013:0'), ('d013:0', 'd011:0'))");
        stores.inSupabase("delete from search_chunks where document_id = 'd014'");
        stores.inSupabase("insert into documents (id, path, type) values ('d0135', '/x', 'pdf')");
        String[] planted = {
            "default/documents/d001 title",
            "default/search_chunks/d002:section:0 embedding",
            "default/search_chunks/d004:section:0 created_at",
            "default/documents/d005 source_offset",
            "default/documents/d007 title",
            "default/documents/d008 source",
            "default/search_chunks/d010:section:0 created_at",
            "default/document_sections/d011:0 text",
            "default/document_sections/d013:0 text",
            "default/search_chunks/d014:section:0 null",
            "default/documents/d016 title",
            "default/documents/d017 source_offset",
            "default/documents/d019 source_offset",
            "default/documents/d0135 null"
        };

        assertThat(columns(sweep(SweepRequest.ALL))).containsExactlyInAnyOrder(planted);
        stores.applyAll();
        assertThat(columns(sweep(SweepRequest.ALL))).containsExactlyInAnyOrder(planted);
    }

    @Test
    void anotherOrderOfKeysInJsonIsNoDifference() {
        Row row = new Row(
                key("search_chunks", "c"),
                Rows.CATALOGUE.entity("search_chunks").columns().stream()
                        .map(column -> column.name().equals("meta")
                                ? new Value.Json("{\"a\": 1, \"b\": 2}")
                                : chunk("c", 0, "section", "t")
                                        .value(Rows.CATALOGUE.entity("search_chunks"), column.name()))
                        .toList());
        stores.append(key("documents", "c"), new Change.Upsert(document("c", "t")), new Change.Upsert(row));
        stores.applyAll();
        stores.inSqlite("update search_chunk set meta = '{\"b\": 2, \"a\": 1}'");
        assertThat(sweep(SweepRequest.ALL).verified()).isTrue();
    }

    @Test
    void waitsForAStoreThatIsAwayForAMoment() {
        fill();
        String id = verification.sweeps().request(SLOW).orElseThrow().id();
        await().atMost(SOON).until(() -> find(id).rowsCompared() > 100);
        stores.stopSupabase();
        await().atMost(SOON).until(() -> String.valueOf(find(id).reason()).contains("tries again"));
        stores.startSupabase();
        assertThat(ended(id).verified()).isTrue();
    }

    private void fill() {
        for (int i = 0; i < DOCUMENTS; i++) {
            Change[] steps = new Change[SECTIONS + 1];
            String document = String.format("d%03d", i);
            steps[0] = new Change.Upsert(document(document, "t"));
            for (int j = 0; j < SECTIONS; j++) {
                steps[j + 1] = new Change.Upsert(section(document, j, "text " + j));
            }
            stores.append(key("documents", document), steps);
        }
        stores.applyAll();
    }

    private void ingest(String id, String title) {
        RowKey root = key("documents", id);
        stores.append(
                root,
                new Change.Upsert(document(id, title)),
                new Change.Upsert(section(id, 0, "text of " + id)),
                new Change.Upsert(chunk(id, 0, "section", "text of " + id)));
    }

    private static List<String> columns(SweepReport report) {
        return report.mismatches().stream()
                .map(mismatch -> mismatch.key() + " " + mismatch.column())
                .toList();
    }

    private static long comparedIn(Path file) throws IOException {
        return new ObjectMapper()
                .readTree(file.toFile())
                .path(0)
                .path("report")
                .path("rowsCompared")
                .asLong();
    }

    private List<String> differing(SweepRequest request) {
        return sweep(request).mismatches().stream()
                .map(mismatch -> mismatch.key().toString())
                .toList();
    }

    private SweepReport sweep(SweepRequest request) {
        return Verifications.sweep(verification, request);
    }

    private SweepReport ended(String id) {
        return Verifications.ended(verification, id);
    }

    private SweepReport find(String id) {
        return verification.sweeps().find(id).orElseThrow();
    }

    private Verification verification() {
        return Verifications.start(
                stores, folder, new Sweeps.Settings(Duration.ofSeconds(5), 1, Duration.ofSeconds(1)));
    }
}
