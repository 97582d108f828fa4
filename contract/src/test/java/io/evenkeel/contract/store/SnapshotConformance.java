package io.evenkeel.contract.store;

import static io.evenkeel.contract.store.Rows.CATALOGUE;
import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.evenkeel.contract.store.Rows.section;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Rows and positions of one answer are of one moment, while a writer writes beside it. */
interface SnapshotConformance extends StoreTests {
    /** How many batches the writer applies; each leaves two documents with its number, and one section more. */
    int BATCHES = 60;

    @Test
    default void aReadersRowsAndPositionsAreOfOneMoment() throws Exception {
        StoreUnderTest store = store();
        whileWriting(store, () -> {
            Snapshot<List<Row>> page = store.reader().list(new ListQuery("documents", "default", List.of(), 10, null));
            assertThat(page.value().stream().map(SnapshotConformance::number))
                    .containsExactly(batch(page), batch(page));
            Snapshot<Optional<Row>> one = store.reader().get(DOCUMENT);
            assertThat(number(one.value().orElseThrow())).isEqualTo(batch(one));
            Snapshot<Map<String, Long>> counts = store.reader().counts("default");
            assertThat(counts.value()).containsEntry("document_sections", batch(counts) + 1);
        });
    }

    @Test
    default void aScannersDigestsAndPositionsAreOfOneMoment() throws Exception {
        StoreUnderTest store = store();
        RowKey second = key("documents", "d2");
        whileWriting(store, () -> {
            Snapshot<List<DigestedRow>> range = store.scanner().digests("documents", KeyRange.ALL, 10);
            assertDigests(range);
            assertDigests(store.scanner().digests("documents", List.of(DOCUMENT, second)));
            Snapshot<List<ScannedRow>> rows = store.scanner().rows("documents", List.of(DOCUMENT, second));
            assertThat(rows.value().stream()
                            .map(row -> Objects.requireNonNull(row.columns().get("title"))
                                    .text()))
                    .containsExactly(Long.toString(batch(rows)), Long.toString(batch(rows)));
            Snapshot<Map<String, Long>> counts = store.scanner().counts();
            assertThat(counts.value()).containsEntry("document_sections", batch(counts) + 1);
        });
    }

    private static void assertDigests(Snapshot<List<DigestedRow>> digested) {
        String title = Long.toString(batch(digested));
        assertThat(digested.value())
                .extracting(DigestedRow::digest)
                .containsExactly(
                        CanonicalForm.digest(CATALOGUE.entity("documents"), document("d1", title)),
                        CanonicalForm.digest(CATALOGUE.entity("documents"), document("d2", title)));
        assertThat(digested.value()).allMatch(row -> digested.covers(row.position()));
    }

    private static void whileWriting(StoreUnderTest store, Runnable reading) throws Exception {
        List<ChangeBatch> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            String number = Integer.toString(i);
            store.add(DOCUMENT, new Upsert(document("d1", number)), new Upsert(section("d1", i, number)));
            store.add(key("documents", "d2"), new Upsert(document("d2", number)));
            batches.add(store.log().take());
        }
        store.apply(batches.getFirst());
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> writing = thread.submit(() -> batches.subList(1, BATCHES).forEach(store::apply));
            int reads = 0;
            while (!writing.isDone()) {
                reading.run();
                reads++;
            }
            writing.get();
            assertThat(reads).isPositive();
        }
        reading.run();
    }

    /** The number of the batch that the answer's position is the end of: each has two events. */
    private static long batch(Snapshot<?> snapshot) {
        return Objects.requireNonNull(snapshot.positions().get(StoreUnderTest.PARTITION))
                        .applied()
                        .offset()
                / 2;
    }

    private static long number(Row document) {
        return Long.parseLong(((Value.Text) document.value(CATALOGUE.entity("documents"), "title")).text());
    }
}
