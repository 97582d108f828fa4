package io.evenkeel.bench.writers;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.ChangeBatch.Consumed;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.ScannedRow.ScannedValue;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The rows that everyone writes, as change sets and plain, and what must be there afterwards. */
final class Workload {
    private final List<Consumed> records = new ArrayList<>();
    private final List<SourcedRow> rows = new ArrayList<>();
    private final Map<RowKey, Digest> expected = new HashMap<>();

    /**
     * One event a row, in the partition of its document.
     *
     * @param epoch the log's
     * @param chunks rows of search_chunks
     */
    Workload(long epoch, List<Row> chunks) {
        Map<Integer, Long> next = new HashMap<>();
        for (Row chunk : chunks) {
            RowKey root = chunk.parent(Corpus.CATALOGUE).orElseThrow();
            int partition = Math.floorMod(root.key().hashCode(), Topics.DEFAULT_PARTITIONS);
            long offset = next.merge(partition, 1L, Long::sum) - 1;
            Position position = new Position(epoch, partition, offset);
            ChangeSet changeSet = new ChangeSet(
                    position,
                    chunk.key().key(),
                    "bench",
                    "dev.evenkeel.search_chunks.upserted",
                    root,
                    null,
                    Condition.NONE,
                    List.of(new Change.Upsert(chunk)),
                    null,
                    null);
            records.add(new Consumed(partition, offset, changeSet));
            rows.add(new SourcedRow(chunk, position));
            expected.put(chunk.key(), CanonicalForm.digest(Corpus.CHUNKS, chunk));
        }
    }

    /** The change sets in log order. */
    List<Consumed> records() {
        return records;
    }

    /** The rows in the same order. */
    List<SourcedRow> rows() {
        return rows;
    }

    /** The change sets in transactions of so many. */
    List<ChangeBatch> batches(int size) {
        List<ChangeBatch> batches = new ArrayList<>();
        for (int from = 0; from < records.size(); from += size) {
            List<Consumed> part = records.subList(from, Math.min(from + size, records.size()));
            Map<Integer, Long> next = new HashMap<>();
            part.forEach(consumed -> next.merge(consumed.partition(), consumed.offset() + 1, Math::max));
            batches.add(new ChangeBatch(part, next));
        }
        return batches;
    }

    /**
     * Compares the store's digests with those of the rows.
     *
     * @throws BenchFailure when a row is missing, different, or one too many
     */
    void check(String contender, Store store) {
        List<DigestedRow> found = store.scanner()
                .digests(Corpus.CHUNKS.name(), KeyRange.ALL, rows.size() + 1)
                .value();
        List<RowKey> different = found.stream()
                .filter(row -> !row.digest().equals(expected.get(row.key())))
                .map(DigestedRow::key)
                .toList();
        if (found.size() != rows.size() || !different.isEmpty()) {
            throw new BenchFailure(contender + " was to write " + rows.size() + " rows; the table has " + found.size()
                    + ", of which " + different.size() + " are not as they were sent"
                    + different.stream()
                            .findFirst()
                            .map(key -> ": " + firstDifference(key, store))
                            .orElse(""));
        }
    }

    private String firstDifference(RowKey key, Store store) {
        Row sent = rows.stream()
                .map(SourcedRow::row)
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new BenchFailure("nobody sent " + key));
        ScannedRow found =
                store.scanner().rows(key.entity(), List.of(key)).value().getFirst();
        for (int i = 0; i < sent.values().size(); i++) {
            String column = Corpus.CHUNKS.columns().get(i).name();
            byte[] payload = CanonicalForm.payload(sent.values().get(i));
            ScannedValue stored = Objects.requireNonNull(found.columns().get(column));
            if (!Objects.equals(
                    stored.payload(), payload == null ? null : HexFormat.of().formatHex(payload))) {
                return key + ", " + column + " is " + stored.text() + " and was "
                        + sent.values().get(i);
            }
        }
        return key.toString();
    }
}
