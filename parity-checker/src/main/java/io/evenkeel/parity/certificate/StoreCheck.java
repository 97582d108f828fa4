package io.evenkeel.parity.certificate;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.KeyRange.Bound;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.certificate.VerificationReport.Check;
import io.evenkeel.parity.certificate.VerificationReport.DifferingRow;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares one store, row by row, with a replayed log, while it stands exactly at the same positions. One use. */
final class StoreCheck {
    /** How many rows are listed at most. */
    static final int LISTED = 100;

    private static final int ROWS_AT_A_TIME = 2_000;

    private final Backend backend;
    private final StoreScanner store;
    private final Map<Integer, Position> certified;
    private final List<DifferingRow> rows = new ArrayList<>();
    private long compared;
    private long differing;

    StoreCheck(Backend backend, StoreScanner store, List<Position> certified) {
        this.backend = backend;
        this.store = store;
        this.certified = new TreeMap<>();
        certified.forEach(position -> this.certified.put(position.partition(), position));
    }

    /** The store does not stand at the certificate's positions. */
    private static final class ElsewhereException extends Exception {
        private static final long serialVersionUID = 1L;

        ElsewhereException(String message) {
            super(message);
        }
    }

    /** @throws io.evenkeel.contract.store.StoreUnavailableException when the store cannot be reached */
    Check run(Ledger log, Catalogue catalogue) {
        String name = backend.label();
        try {
            standsThere(store.positions());
            for (Entity entity : catalogue.entities()) {
                compare(log, entity.name());
            }
        } catch (ElsewhereException elsewhere) {
            rows.clear();
            return Check.notDone(name, String.valueOf(elsewhere.getMessage()));
        }
        return differing == 0
                ? Check.held(name, compared + " rows, all as the log has them")
                : Check.failed(name, differing + " rows differ from the log, of " + compared + " compared");
    }

    /** The first of the rows that differ. */
    List<DifferingRow> rows() {
        return List.copyOf(rows);
    }

    private void compare(Ledger log, String entity) throws ElsewhereException {
        Bound after = null;
        while (true) {
            KeyRange range = new KeyRange(after, null);
            Snapshot<List<DigestedRow>> stored = store.digests(entity, range, ROWS_AT_A_TIME);
            standsThere(stored.positions());
            List<LedgerEntry> logged = log.range(entity, range, ROWS_AT_A_TIME).value();
            Bound upTo = first(
                    end(stored.value().stream().map(DigestedRow::key).toList()),
                    end(logged.stream().map(LedgerEntry::key).toList()));
            Map<RowKey, Digest> expected = new HashMap<>();
            logged.stream().filter(entry -> within(entry.key(), upTo)).forEach(entry -> {
                Digest digest = entry.digest();
                if (digest != null) {
                    expected.put(entry.key(), digest);
                }
            });
            for (DigestedRow row : stored.value()) {
                if (within(row.key(), upTo)) {
                    Digest digest = expected.remove(row.key());
                    compared++;
                    if (digest == null) {
                        differs(row.key(), "extra");
                    } else if (!digest.equals(row.digest())) {
                        differs(row.key(), "different");
                    }
                }
            }
            compared += expected.size();
            expected.keySet().forEach(key -> differs(key, "missing"));
            if (upTo == null) {
                return;
            }
            after = upTo;
        }
    }

    /** Where a page ends; null when nothing comes after it. */
    private static @Nullable Bound end(List<RowKey> page) {
        return page.size() < ROWS_AT_A_TIME
                ? null
                : new Bound(page.getLast().workspace(), page.getLast().key());
    }

    private static @Nullable Bound first(@Nullable Bound left, @Nullable Bound right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return compare(left.workspace(), left.key(), right) <= 0 ? left : right;
    }

    private static boolean within(RowKey key, @Nullable Bound upTo) {
        return upTo == null || compare(key.workspace(), key.key(), upTo) <= 0;
    }

    private static int compare(String workspace, String key, Bound bound) {
        int byWorkspace = RowKey.textOrder().compare(workspace, bound.workspace());
        return byWorkspace != 0 ? byWorkspace : RowKey.textOrder().compare(key, bound.key());
    }

    private void differs(RowKey key, String kind) {
        differing++;
        if (rows.size() < LISTED) {
            rows.add(new DifferingRow(backend.label(), key.entity(), key.workspace(), key.key(), kind));
        }
    }

    private void standsThere(Map<Integer, StorePosition> stored) throws ElsewhereException {
        Map<Integer, Position> now = new TreeMap<>();
        stored.values().forEach(position -> now.put(position.partition(), position.applied()));
        if (now.equals(certified)) {
            return;
        }
        for (Map.Entry<Integer, Position> position : certified.entrySet()) {
            Position reached = now.get(position.getKey());
            if (reached == null || position.getValue().isAfter(reached)) {
                throw new ElsewhereException("it has not come to " + position.getValue() + " yet"
                        + (reached == null ? "" : " but stands at " + reached) + "; it cannot be compared");
            }
        }
        Position beyond = now.values().stream()
                .filter(reached -> !reached.equals(certified.get(reached.partition())))
                .findFirst()
                .orElseThrow();
        throw new ElsewhereException("it has moved on since, to " + beyond
                + "; only the log can tell what it held at the certificate's positions");
    }
}
