package io.evenkeel.parity.search;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.ScannedRow.ScannedValue;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Queries for where nobody gives any: the vectors of rows that are taken at random, as a store holds them. */
final class StoredVectors {
    /** Rows may hold megabytes, so few are held at a time. */
    private static final int ROWS_AT_A_TIME = 100;

    private final Catalogue catalogue;
    private final Ledger ledger;
    private final StoreScanner store;
    private final Random random;

    StoredVectors(Catalogue catalogue, Ledger ledger, StoreScanner store, Random random) {
        this.catalogue = catalogue;
        this.ledger = ledger;
        this.store = store;
        this.random = random;
    }

    /** How many rows of entities with vectors the log has left. */
    static long rows(Catalogue catalogue, Ledger ledger) {
        Map<String, Long> counts = ledger.counts();
        return catalogue.entities().stream()
                .filter(entity -> SearchedVectors.column(entity).isPresent())
                .mapToLong(entity -> counts.getOrDefault(entity.name(), 0L))
                .sum();
    }

    /**
     * So many, of each entity about as many as its share of all rows; fewer where rows have no vector.
     *
     * @throws io.evenkeel.contract.store.StoreUnavailableException when the store cannot be reached
     */
    List<SearchQuery> sample(int count) {
        Map<String, Long> counts = ledger.counts();
        long all = Math.max(1, rows(catalogue, ledger));
        List<SearchQuery> queries = new ArrayList<>();
        for (Entity entity : catalogue.entities()) {
            Optional<SearchedVectors.Column> column = SearchedVectors.column(entity);
            long rows = counts.getOrDefault(entity.name(), 0L);
            if (column.isPresent() && rows > 0) {
                int share = (int) Math.ceilDiv(rows * count, all);
                List<RowKey> keys = ledger.sample(entity.name(), share, random);
                for (int from = 0; from < keys.size(); from += ROWS_AT_A_TIME) {
                    List<RowKey> page = keys.subList(from, Math.min(from + ROWS_AT_A_TIME, keys.size()));
                    store.rows(entity.name(), page)
                            .value()
                            .forEach(row -> query(row, column.get()).ifPresent(queries::add));
                }
            }
        }
        return queries.size() <= count ? queries : queries.subList(0, count);
    }

    private static Optional<SearchQuery> query(ScannedRow row, SearchedVectors.Column column) {
        ScannedValue value = row.columns().get(column.name());
        String payload = value == null ? null : value.payload();
        return payload == null
                ? Optional.empty()
                : column.read(payload)
                        .map(vector ->
                                new SearchQuery(row.key().entity(), row.key().workspace(), vector));
    }
}
