package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Change.Delete;
import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole batches: what they come to in a store. */
interface ApplyConformance extends StoreTests {
    @Test
    default void preparingTwiceChangesNothing() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.apply();
        store.writer().prepare();
        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
    }

    @Test
    default void keepsRowsOfEveryEntityToTheBit() {
        StoreUnderTest store = store();
        Random random = new Random(42);
        List<Row> rows = new ArrayList<>();
        for (Entity entity : CATALOGUE.entities()) {
            for (int i = 0; i < 8; i++) {
                var parent = entity.parent();
                String seed = entity.name() + i;
                String owner = parent == null ? "" : Rows.keyFor(parent.entity(), parent.entity() + i);
                rows.add(Rows.random(entity.name(), Rows.keyFor(entity.name(), seed), owner, random));
            }
        }
        rows.forEach(row -> store.add(row.parent(CATALOGUE).orElse(row.key()), new Upsert(row)));

        ApplyResult result = store.apply();

        assertThat(store.refused()).isEmpty();
        assertThat(result.rowsPut()).isEqualTo(rows.size());
        for (Row row : rows) {
            Entity entity = CATALOGUE.entity(row.key().entity());
            assertThat(store.row(row.key())).contains(row);
            assertThat(store.digest(row.key()))
                    .contains(CanonicalForm.digest(entity, row).toString());
        }
    }

    @Test
    default void foldsAHotKeyToItsLastVersion() {
        StoreUnderTest store = store();
        for (int i = 0; i < 50; i++) {
            store.add(DOCUMENT, new Upsert(document("d1", "version " + i)));
        }
        store.add(DOCUMENT, new Delete(DOCUMENT));
        Position last = store.add(DOCUMENT, new Upsert(document("d1", "at last")));

        ApplyResult result = store.apply();

        assertThat(result.rowsPut()).isEqualTo(1);
        assertThat(store.row(DOCUMENT)).contains(document("d1", "at last"));
        assertThat(store.position(DOCUMENT)).contains(last);
    }

    @Test
    default void anOrphanIsRefusedAndTheRestOfTheBatchApplied() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "before")));
        store.add(key("documents", "never"), new Upsert(section("never", 0, "orphan")));
        Position last = store.add(key("documents", "d2"), new Upsert(document("d2", "after")));

        ApplyResult result = store.apply();

        assertThat(result.refused()).isEqualTo(1);
        assertThat(store.refused())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.verdict().code()).isEqualTo("orphan"));
        assertThat(store.keys("documents")).containsExactly("d1", "d2");
        assertThat(store.writer().positions().get(StoreUnderTest.PARTITION).applied())
                .isEqualTo(last);
    }

    @Test
    default void aRowDoesNotMoveToAnotherOwner() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")), new Upsert(section("d1", 0, "text")));
        store.add(key("documents", "d2"), new Upsert(document("d2", "two")));
        store.apply();
        Row moved = Rows.row(key("document_sections", "d1:0"), Map.of("document_id", text("d2")));
        store.add(key("documents", "d2"), new Upsert(moved));

        assertThat(store.apply().refused()).isEqualTo(1);
        assertThat(store.row(key("document_sections", "d1:0"))).contains(section("d1", 0, "text"));
    }

    @Test
    default void workspacesAreApart() {
        StoreUnderTest store = store();
        RowKey elsewhere = new RowKey("documents", "other", "d1");
        Row theirs = new Row(elsewhere, document("d1", "theirs").values());
        store.add(DOCUMENT, new Upsert(document("d1", "ours")));
        store.add(elsewhere, new Upsert(theirs));
        store.apply();
        store.add(elsewhere, new Delete(elsewhere));
        store.apply();

        assertThat(store.row(DOCUMENT)).contains(document("d1", "ours"));
        assertThat(store.row(elsewhere)).isEmpty();
        assertThat(store.reader().counts("default").value()).containsEntry("documents", 1L);
    }

    @Test
    default void theSameChangeSetsAgainChangeNothing() {
        StoreUnderTest store = store();
        Change[] changes = {
            new Upsert(document("d1", "one")),
            new Upsert(section("d1", 0, "text")),
            new Upsert(chunk("d1", 0, "document", "c"))
        };
        RowKey gone = key("documents", "gone");
        Position first = store.add(DOCUMENT, 7L, false, changes);
        store.add(gone, new Upsert(document("gone", "soon")));
        store.add(gone, new Delete(gone));
        ChangeBatch batch = store.log().take();
        store.apply(batch);
        Optional<String> digest = store.digest(DOCUMENT);

        store.apply(store.log().again(batch));

        assertThat(store.refused()).isEmpty();
        assertThat(store.row(DOCUMENT)).contains(document("d1", "one"));
        assertThat(store.digest(DOCUMENT)).isEqualTo(digest);
        assertThat(store.position(DOCUMENT)).contains(first);
        assertThat(store.scanner().counts().value())
                .containsEntry("documents", 1L)
                .containsEntry("document_sections", 1L)
                .containsEntry("search_chunks", 1L);
    }

    @Test
    default void anUpsertReplacesTheWholeRow() {
        StoreUnderTest store = store();
        Random random = new Random(7);
        for (Entity entity : CATALOGUE.entities()) {
            if (entity.parent() == null) {
                String id = Rows.keyFor(entity.name(), "same");
                store.add(key(entity.name(), id), new Upsert(Rows.random(entity.name(), id, "", random)));
                store.apply();
                Row second = Rows.random(entity.name(), id, "", random);
                store.add(second.key(), new Upsert(second));
                store.apply();
                assertThat(store.row(second.key())).contains(second);
            }
        }
    }

    @Test
    default void aHotKeyMayChangeInEveryWayWithinOneBatch() {
        StoreUnderTest store = store();
        for (int i = 0; i < 20; i++) {
            store.add(DOCUMENT, new Upsert(document("d1", "version " + i)), new Upsert(section("d1", 0, "of " + i)));
            store.add(DOCUMENT, new Upsert(section("d1", 1, "of " + i)));
            store.add(DOCUMENT, new Delete(key("document_sections", "d1:1")));
            store.add(DOCUMENT, new Delete(DOCUMENT));
        }
        store.add(DOCUMENT, new Upsert(document("d1", "at last")), new Upsert(section("d1", 1, "at last")));

        ApplyResult result = store.apply();

        assertThat(result.refused()).isZero();
        assertThat(store.row(DOCUMENT)).contains(document("d1", "at last"));
        assertThat(store.keys("document_sections")).containsExactly("d1:1");
    }

    @Test
    default void aRowThatTheDatabaseRefusesIsRefusedAloneAndTheRestOfTheBatchApplied() {
        StoreUnderTest store = store();
        Row withoutPath = Rows.row(key("documents", "bad"), Map.of("path", Value.NULL, "type", text("pdf")));
        for (int i = 0; i < 5; i++) {
            store.add(key("documents", "before" + i), new Upsert(document("before" + i, "fine")));
        }
        Position bad = store.add(
                withoutPath.key(), new Upsert(document("bad", "first its own good row")), new Upsert(withoutPath));
        store.add(DOCUMENT, new Upsert(document("d1", "fine")), new Upsert(section("d1", 0, "fine")));
        Position last = store.add(key("documents", "d2"), new Upsert(document("d2", "fine")));

        ApplyResult result = store.apply();

        assertThat(result.refused()).isEqualTo(1);
        assertThat(result.rowsPut()).isEqualTo(8);
        assertThat(store.refused()).singleElement().satisfies(refusal -> {
            assertThat(refusal.verdict().code()).isEqualTo("store-refused");
            assertThat(refusal.consumed().changeSet().position()).isEqualTo(bad);
        });
        assertThat(store.row(withoutPath.key())).isEmpty();
        assertThat(store.keys("documents"))
                .containsExactly("before0", "before1", "before2", "before3", "before4", "d1", "d2");
        assertThat(store.keys("document_sections")).containsExactly("d1:0");
        assertThat(store.reached()).isEqualTo(new StorePosition(StoreUnderTest.PARTITION, 16, last));
    }
}
