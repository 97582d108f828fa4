package io.evenkeel.parity.ledger;

import static io.evenkeel.contract.store.Rows.chunk;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.DigestSum;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final long EPOCH = 1_000;
    private static final RowKey A = key("documents", "a");

    @TempDir
    Path folder;

    private final LogOfChanges log = new LogOfChanges(EPOCH, 0);

    @Test
    void keepsTheLastChangeOfEachRowAndWhereItStands() {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            log.add(A, new Change.Upsert(document("a", "one")));
            log.add(A, new Change.Upsert(document("a", "two")));
            ledger.apply(log.take());

            LedgerEntry entry = entry(ledger, A);
            assertThat(entry.digest()).isEqualTo(digest(document("a", "two")));
            assertThat(entry.position()).isEqualTo(new Position(EPOCH, 0, 1));
            assertThat(entry.changesOffset()).isEqualTo(2);
            assertThat(ledger.positions()).containsEntry(0, new StorePosition(0, 4, new Position(EPOCH, 0, 1)));
        }
    }

    @Test
    void keepsTombstonesOfEverythingBelowADeletedRow() {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            Row chunk = chunk("a", 0, "section", "wings");
            log.add(A, new Change.Upsert(document("a", "one")), new Change.Upsert(chunk));
            ledger.apply(log.take());
            assertThat(ledger.counts()).isEqualTo(Map.of("documents", 1L, "search_chunks", 1L));
            log.add(A, new Change.Delete(A));
            ledger.apply(log.take());

            assertThat(entry(ledger, A).deleted()).isTrue();
            assertThat(entry(ledger, chunk.key()).deleted()).isTrue();
            assertThat(ledger.counts()).isEmpty();
        }
    }

    @Test
    void addsUpWhatAStoreCanHoldByNow() {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            for (String id : List.of("a", "b", "c")) {
                log.add(key("documents", id), new Change.Upsert(document(id, "one")));
            }
            log.add(key("documents", "a"), new Change.Delete(key("documents", "a")));
            ledger.apply(log.take());
            Map<Integer, StorePosition> store = ledger.positions();
            DigestSum two = DigestSum.NONE.plus(digest(document("c", "one"))).plus(digest(document("b", "one")));
            assertThat(ledger.sum("documents", KeyRange.ALL, store)).isEqualTo(new LedgerSum(two, Set.of()));

            log.add(key("documents", "b"), new Change.Upsert(document("b", "two")));
            log.add(key("documents", "d"), new Change.Upsert(document("d", "one")));
            ledger.apply(log.take());
            Set<RowKey> inFlight = Set.of(key("documents", "b"), key("documents", "d"));
            assertThat(ledger.sum("documents", KeyRange.ALL, store))
                    .isEqualTo(new LedgerSum(two.minus(digest(document("b", "one"))), inFlight));
            assertThat(ledger.sum("documents", KeyRange.ALL, Map.of()).sum()).isEqualTo(DigestSum.NONE);

            assertThat(ledger.end("documents", KeyRange.ALL, 2)).contains(new KeyRange.Bound("default", "b"));
            assertThat(ledger.end("documents", KeyRange.ALL, 4)).isEmpty();
        }
    }

    @Test
    void addsUpTheSameForAStoreThatIsFarBehind() {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            log.add(A, new Change.Upsert(document("a", "one")));
            log.add(key("documents", "b"), new Change.Upsert(document("b", "one")));
            ledger.apply(log.take());
            Map<Integer, StorePosition> store = ledger.positions();
            KeyRange range = new KeyRange(null, new KeyRange.Bound("default", "c500"));
            LedgerSum both = new LedgerSum(
                    DigestSum.NONE.plus(digest(document("a", "one"))).plus(digest(document("b", "one"))), Set.of());
            assertThat(ledger.sum("documents", range, store)).isEqualTo(both);

            for (int i = 0; i < 3_000; i++) {
                log.add(key("documents", "z"), new Change.Upsert(document("z", "t" + i)));
            }
            log.add(A, new Change.Upsert(document("a", "two")));
            ledger.apply(log.take());
            assertThat(ledger.sum("documents", range, store))
                    .isEqualTo(new LedgerSum(both.sum().minus(digest(document("a", "one"))), Set.of(A)));
        }
    }

    @Test
    void aRefusedChangeSetLeavesNoTraceButItsPosition() {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            Row orphan = chunk("nobody", 0, "section", "wings");
            Position refused = log.add(key("documents", "nobody"), new Change.Upsert(orphan));
            ledger.apply(log.take());

            assertThat(ledger.find(List.of(orphan.key())).value()).isEmpty();
            assertThat(position(ledger).applied()).isEqualTo(refused);
        }
    }

    @Test
    void goesOnWhereItsFileEnds() {
        try (LedgerFile file = open(EPOCH)) {
            log.add(A, new Change.Upsert(document("a", "one")));
            ledger(file).apply(log.take());
        }
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            assertThat(position(ledger).nextOffset()).isEqualTo(2);
            assertThat(entry(ledger, A).digest()).isEqualTo(digest(document("a", "one")));
        }
    }

    @Test
    void beginsAgainWhenTheLogIsAnother() {
        try (LedgerFile file = open(EPOCH)) {
            log.add(A, new Change.Upsert(document("a", "one")));
            ledger(file).apply(log.take());
        }
        try (LedgerFile file = open(EPOCH + 1)) {
            Ledger ledger = ledger(file);
            assertThat(ledger.positions()).isEmpty();
            assertThat(ledger.find(List.of(A)).value()).isEmpty();
        }
    }

    @Test
    void beginsAgainWhenTheFileIsDamaged() throws IOException {
        Files.writeString(folder.resolve("ledger.sqlite"), "this is no database at all, however long one looks at it");
        try (LedgerFile file = open(EPOCH)) {
            assertThat(ledger(file).positions()).isEmpty();
        }
    }

    @Test
    void neverTearsTheRowsOfOneEventApart() {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            log.add(
                    A,
                    new Change.Upsert(document("a", "one")),
                    new Change.Upsert(chunk("a", 0, "section", "x")),
                    new Change.Upsert(chunk("a", 1, "section", "y")));
            log.add(key("documents", "b"), new Change.Upsert(document("b", "one")));
            ledger.apply(log.take());

            Ledger.Changed first = ledger.changed(0, -1, 1, 2);
            assertThat(first.entries()).hasSize(3);
            assertThat(first.upTo()).isZero();
            Ledger.Changed second = ledger.changed(0, 0, 1, 2);
            assertThat(second.entries()).extracting(LedgerEntry::key).containsExactly(key("documents", "b"));
            assertThat(second.upTo()).isEqualTo(1);
        }
    }

    @Test
    void readsRangesInTheOrderOfTheStores() {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            for (String id : List.of("b", "\uD83D\uDE00", "a", "\uFFFD")) {
                log.add(key("documents", id), new Change.Upsert(document(id, "one")));
            }
            ledger.apply(log.take());
            assertThat(ledger.range("documents", KeyRange.ALL, 10).value())
                    .extracting(entry -> entry.key().key())
                    .containsExactly("a", "b", "\uFFFD", "\uD83D\uDE00");
            KeyRange middle = new KeyRange(new KeyRange.Bound("default", "a"), new KeyRange.Bound("default", "\uFFFD"));
            assertThat(ledger.range("documents", middle, 10).value())
                    .extracting(entry -> entry.key().key())
                    .containsExactly("b", "\uFFFD");
        }
    }

    @Test
    void coversAStoreOnceItHasComeAsFar() throws InterruptedException {
        try (LedgerFile file = open(EPOCH)) {
            Ledger ledger = ledger(file);
            Map<Integer, StorePosition> store = Map.of(0, new StorePosition(0, 2, new Position(EPOCH, 0, 0)));
            assertThat(ledger.awaitCover(store, Duration.ofMillis(1))).isFalse();
            log.add(A, new Change.Upsert(document("a", "one")));
            ledger.apply(log.take());
            assertThat(ledger.awaitCover(store, Duration.ofMillis(1))).isTrue();
        }
    }

    private LedgerFile open(long epoch) {
        return LedgerFile.open(folder.resolve("ledger.sqlite"), epoch);
    }

    private static Ledger ledger(LedgerFile file) {
        return new Ledger(file, Rows.CATALOGUE, LedgerTest::digest);
    }

    private static LedgerEntry entry(Ledger ledger, RowKey key) {
        return Objects.requireNonNull(ledger.find(List.of(key)).value().get(key));
    }

    private static StorePosition position(Ledger ledger) {
        return Objects.requireNonNull(ledger.positions().get(0));
    }

    private static Digest digest(Row row) {
        return CanonicalForm.digest(Rows.CATALOGUE.entity(row.key().entity()), row);
    }
}
