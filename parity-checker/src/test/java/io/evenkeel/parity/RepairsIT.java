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
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.repair.Repaired;
import io.evenkeel.parity.repair.Repaired.Action;
import io.evenkeel.parity.repair.Repaired.Outcome;
import io.evenkeel.parity.sweep.SweepReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that were changed past the log, and whether both stores hold what the log says once they are repaired. */
class RepairsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

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
    void makesEveryRowAsTheLogHasItAndRemembersIt() {
        for (String id : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
            ingest(id, "title of " + id);
        }
        stores.append(key("documents", "h"), new Change.Delete(key("documents", "h")));
        stores.applyAll();
        stores.inSqlite("update document set title = 'tampered' where id = 'a'");
        stores.inSupabase("update documents set title = null, source = 'hand' where id = 'b'");
        stores.inSqlite("delete from section where document_id = 'c'");
        stores.inSupabase("delete from search_chunks where document_id = 'd'");
        stores.inSqlite("insert into document (id, workspace_id, path, type) values ('x', 'default', '/x', 'pdf')");
        stores.inSupabase("insert into documents (id, path, type) values ('h', '/h', 'pdf')");
        stores.inSupabase("update search_chunks set embedding = embedding * embedding where document_id = 'e'");
        stores.inSqlite("update search_chunk set embedding = zeroblob(1536) where document_id = 'e'");
        stores.inSupabase("update documents set source_offset = 4711 where id = 'f'");
        assertThat(sweep().mismatches()).isNotEmpty();
        Set<RowKey> open = verification.findings().openKeys();

        List<Repaired> planned = repair(open, true);

        assertThat(planned)
                .extracting(one -> one.key().toString(), Repaired::store, Repaired::action)
                .containsExactlyInAnyOrder(
                        tuple("default/documents/a", Backend.SQLITE, Action.PUT),
                        tuple("default/documents/b", Backend.SUPABASE, Action.PUT),
                        tuple("default/document_sections/c:0", Backend.SQLITE, Action.PUT),
                        tuple("default/search_chunks/d:section:0", Backend.SUPABASE, Action.PUT),
                        tuple("default/documents/x", Backend.SQLITE, Action.REMOVE),
                        tuple("default/documents/h", Backend.SUPABASE, Action.REMOVE),
                        tuple("default/search_chunks/e:section:0", Backend.SQLITE, Action.PUT),
                        tuple("default/search_chunks/e:section:0", Backend.SUPABASE, Action.PUT),
                        tuple("default/documents/f", Backend.SUPABASE, Action.PUT));
        assertThat(planned).allSatisfy(one -> assertThat(one.outcome()).isEqualTo(Outcome.PLANNED));
        assertThat(verification.findings().openKeys()).isEqualTo(open);

        List<Repaired> repaired = repair(open, false);

        assertThat(repaired)
                .hasSameSizeAs(planned)
                .allSatisfy(one -> assertThat(one.outcome()).isEqualTo(Outcome.REPAIRED));
        // A look that had begun before may open a row once more; the next look closes it.
        await().atMost(SOON).until(() -> verification.findings().open().isEmpty());
        assertThat(sweep().verified()).isTrue();
        assertThat(repair(Set.of(key("documents", "a")), false))
                .singleElement()
                .extracting(Repaired::outcome)
                .isEqualTo(Outcome.EQUAL);
    }

    @Test
    void takesOwnersAndWhatHangsBelowAlong() {
        ingest("a", "one");
        stores.applyAll();
        stores.inSqlite("delete from search_chunk where document_id = 'a'");
        stores.inSqlite("delete from section where document_id = 'a'");
        stores.inSqlite("delete from document where id = 'a'");
        stores.inSupabase("insert into documents (id, path, type) values ('x', '/x', 'pdf')");
        stores.inSupabase(
                "insert into document_sections (id, document_id, \"order\", text) values ('x:0', 'x', 0, 't')");
        stores.inSupabase("update search_chunks set document_id = 'x' where document_id = 'a'");

        List<Repaired> repaired = repair(List.of(key("document_sections", "a:0"), key("documents", "x")), false);

        assertThat(repaired).allSatisfy(one -> assertThat(one.isRight()).isTrue());
        assertThat(repaired)
                .filteredOn(one -> one.store() == Backend.SUPABASE)
                .extracting(one -> one.key().toString(), Repaired::action)
                .containsExactlyInAnyOrder(
                        tuple("default/documents/x", Action.REMOVE),
                        tuple("default/document_sections/x:0", Action.REMOVE),
                        tuple("default/search_chunks/a:section:0", Action.PUT));
        assertThat(repaired)
                .filteredOn(one -> one.store() == Backend.SQLITE)
                .extracting(one -> one.key().toString())
                .contains("default/documents/a", "default/document_sections/a:0");
        repair(sweep().mismatches().stream().map(found -> found.key()).toList(), false);
        assertThat(sweep().verified()).isTrue();
    }

    @Test
    void leavesWhatAStoreHasRefusedToAReplay() {
        ingest("a", "one");
        stores.applyAll();
        ingest("a", "two");
        String letter = stores.refuse(Backend.SUPABASE).key();
        stores.append(key("documents", "a"));
        stores.applyAll();
        await().atMost(SOON).until(() -> verification.deadLetters().open().total() == 1);

        List<Repaired> repaired = repair(Set.of(key("documents", "a")), false);

        assertThat(repaired).singleElement().satisfies(one -> {
            assertThat(one.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(one.store()).isEqualTo(Backend.SUPABASE);
            assertThat(one.code()).isEqualTo("dead-letter");
            assertThat(one.message()).contains("dead-letters replay " + letter);
        });
        assertThat(verification.findings().openKeys()).contains(key("documents", "a"));
    }

    @Test
    void refusesByNameWhatTheLogHasLost() throws Exception {
        Position position = ingest("a", "one");
        stores.applyAll();
        await().atMost(SOON).until(() -> verification.findings().watermarks().containsKey(position.partition()));
        stores.inSqlite("update document set title = 'tampered' where id = 'a'");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafkaBootstrap()))) {
            TopicPartition changes = new TopicPartition(stores.topics().changes(), position.partition());
            admin.deleteRecords(Map.of(changes, RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }

        assertThat(repair(Set.of(key("documents", "a")), false)).singleElement().satisfies(one -> {
            assertThat(one.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(one.code()).isEqualTo("log-lost");
            assertThat(one.message()).contains("default/documents/a", position.toString());
        });
    }

    @Test
    void saysOfARowThatSomebodyElseWritesThatItDiffersStill() {
        ingest("a", "one");
        stores.applyAll();
        stores.inSqlite("create trigger meddler after update on document begin"
                + " update document set title = 'tampered' where id = new.id; end");
        stores.inSqlite("update document set title = 'tampered' where id = 'a'");

        assertThat(repair(Set.of(key("documents", "a")), false)).singleElement().satisfies(one -> {
            assertThat(one.outcome()).isEqualTo(Outcome.DIFFERENT);
            assertThat(one.message()).contains("trigger");
        });
        assertThat(verification.findings().openKeys()).containsExactly(key("documents", "a"));
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

    private List<Repaired> repair(Iterable<RowKey> rows, boolean dryRun) {
        List<RowKey> keys = new ArrayList<>();
        rows.forEach(keys::add);
        return verification.repairs().repair(keys, dryRun, "test");
    }

    private SweepReport sweep() {
        return Verifications.sweep(verification);
    }
}
