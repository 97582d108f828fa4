package io.evenkeel.contract.store;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One test's database, with the log that it is fed from and what it refused. */
final class StoreUnderTest implements AutoCloseable {
    /** The partition of {@link #log()}. */
    static final int PARTITION = 3;

    private final Catalogue catalogue;
    private final Supplier<Store> database;
    private final List<Store> opened = new ArrayList<>();
    private final LogOfChanges log = new LogOfChanges(1_000, PARTITION);
    private final List<Refusal> refused = new ArrayList<>();
    private final Store store;

    StoreUnderTest(Catalogue catalogue, Supplier<Store> database) {
        this.catalogue = catalogue;
        this.database = database;
        this.store = another();
        store.writer().prepare();
    }

    /** Another store on the same database, closed with this one. */
    Store another() {
        Store another = database.get();
        opened.add(another);
        return another;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    StoreWriter writer() {
        return store.writer();
    }

    StoreReader reader() {
        return store.reader();
    }

    StoreScanner scanner() {
        return store.scanner();
    }

    /** The store that the methods here are about. */
    Store first() {
        return store;
    }

    LogOfChanges log() {
        return log;
    }

    /** What was refused so far. */
    List<Refusal> refused() {
        return refused;
    }

    Position add(RowKey root, Change... changes) {
        return log.add(root, changes);
    }

    Position add(RowKey root, Condition condition, Change... changes) {
        return log.add(root, null, condition, changes);
    }

    Position add(RowKey root, @Nullable Long sequence, boolean ifAbsent, Change... changes) {
        return log.add(root, sequence, ifAbsent, changes);
    }

    /** Applies what was added since the last call, as one batch. */
    ApplyResult apply() {
        return apply(log.take());
    }

    ApplyResult apply(ChangeBatch batch) {
        return store.writer().apply(batch, refused::addAll);
    }

    /** How far the store has come in {@link #PARTITION}. */
    @Nullable
    StorePosition reached() {
        return store.writer().positions().get(PARTITION);
    }

    Optional<Row> row(RowKey key) {
        return store.reader().get(key).value();
    }

    Optional<String> digest(RowKey key) {
        return store.scanner().digests(key.entity(), List.of(key)).value().stream()
                .map(row -> row.digest().toString())
                .findFirst();
    }

    Optional<Position> position(RowKey key) {
        return store.scanner().digests(key.entity(), List.of(key)).value().stream()
                .map(DigestedRow::position)
                .findFirst();
    }

    List<String> keys(String entity) {
        return store.scanner().digests(entity, KeyRange.ALL, 1_000).value().stream()
                .map(row -> row.key().key())
                .toList();
    }

    /** The keys of the documents that meet all of the conditions. */
    List<String> filtered(Filter... filters) {
        return store.reader().list(new ListQuery("documents", "default", List.of(filters), 10, null)).value().stream()
                .map(row -> row.key().key())
                .toList();
    }

    @Override
    public void close() {
        opened.forEach(Store::close);
    }
}
