package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.row;
import static io.evenkeel.contract.store.Rows.section;
import static io.evenkeel.contract.store.Rows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is refused is safe before the position moves past it, and is never applied. */
interface RefusalConformance extends StoreTests {
    RowKey OTHER = key("documents", "d2");

    @Test
    default void refusalsAreAwaitedBeforeThePositionMoves() {
        StoreUnderTest store = store();
        addDocumentAndOrphan(store);
        store.add(OTHER, new Upsert(withoutPath(OTHER)));
        Kept kept = new Kept(store);

        store.writer().apply(store.log().take(), kept);

        assertThat(kept.refusals).hasSize(2);
        assertThat(kept.whenAwaited).containsExactly(2);
        assertThat(store.reached()).isNotNull();
    }

    @Test
    default void theSinkIsAwaitedAlsoWhereNothingIsRefused() {
        StoreUnderTest store = store();
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        Kept kept = new Kept(store);

        store.writer().apply(store.log().take(), kept);

        assertThat(kept.whenAwaited).containsExactly(0);
    }

    @Test
    default void nothingHappensWhenTheRefusalsCannotBeKept() {
        nothingHappensWith(refusals -> {
            throw unavailable();
        });
    }

    @Test
    default void nothingHappensWhenTheRefusalsDoNotBecomeSafe() {
        nothingHappensWith(new RefusalSink() {
            @Override
            public void accept(List<Refusal> refusals) {
                // On their way.
            }

            @Override
            public void await() {
                throw unavailable();
            }
        });
    }

    private void nothingHappensWith(RefusalSink sink) {
        StoreUnderTest store = store();
        addDocumentAndOrphan(store);
        ChangeBatch batch = store.log().take();

        assertThatThrownBy(() -> store.writer().apply(batch, sink)).isInstanceOf(StoreUnavailableException.class);
        assertThat(store.keys("documents")).isEmpty();
        assertThat(store.writer().positions()).isEmpty();

        assertThat(store.apply(batch).refused()).isEqualTo(1);
        assertThat(store.keys("documents")).containsExactly("d1");
    }

    /** The plan refuses the last two because of the first; the database then refuses that one. */
    @Test
    default void whatFitsOnceTheDatabaseHasRefusedAnotherIsAppliedAndNotRefused() {
        StoreUnderTest store = store();
        Row between = row(key("document_sections", "between"), Map.of("document_id", text("d2")));
        Position bad = store.add(
                DOCUMENT,
                new Upsert(withoutPath(DOCUMENT)),
                new Upsert(row(between.key(), Map.of("document_id", text("d1")))));
        store.add(key("documents", "never"), new Upsert(section("never", 0, "orphan")));
        store.add(OTHER, new Upsert(document("d2", "two")), new Upsert(between));
        store.add(OTHER, new Upsert(section("d2", 7, "an orphan, unless its owner is applied")));

        ApplyResult result = store.apply();

        assertThat(result).isEqualTo(new ApplyResult(3, 0, 0, 2));
        assertThat(store.refused())
                .extracting(refusal -> refusal.consumed().changeSet().position().offset())
                .containsExactlyInAnyOrder(bad.offset(), bad.offset() + 1);
        assertThat(store.row(between.key())).contains(between);
        assertThat(store.keys("document_sections")).containsExactly("between", "d2:7");
    }

    private static void addDocumentAndOrphan(StoreUnderTest store) {
        store.add(DOCUMENT, new Upsert(document("d1", "one")));
        store.add(key("documents", "never"), new Upsert(section("never", 0, "orphan")));
    }

    /** A row that no database takes. */
    private static Row withoutPath(RowKey key) {
        return row(key, Map.of("path", Value.NULL, "type", text("pdf")));
    }

    private static StoreUnavailableException unavailable() {
        return new StoreUnavailableException("dead letters cannot be written", new Exception());
    }

    /** Keeps refusals, and says how many it had when it was awaited; nobody sees a position until then. */
    final class Kept implements RefusalSink {
        private final StoreUnderTest store;
        private final List<Refusal> refusals = new ArrayList<>();
        private final List<Integer> whenAwaited = new ArrayList<>();

        private Kept(StoreUnderTest store) {
            this.store = store;
        }

        @Override
        public void accept(List<Refusal> some) {
            assertThat(some).isNotEmpty();
            refusals.addAll(some);
        }

        @Override
        public void await() {
            assertThat(store.reader().positions()).isEmpty();
            whenAwaited.add(refusals.size());
        }
    }
}
