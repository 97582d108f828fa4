package io.evenkeel.parity.finding;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.ScannedRow.ScannedValue;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells, column by column, where a row differs. Pure.
 *
 * @param key the row
 * @param entry what the ledger says, read when it had come at least as far as both stores; null when the log never named
 *     the row
 * @param log the log's values by column name; null when the row is deleted or the log has lost the record
 * @param stores what each store holds, and where it stood
 */
public record RowComparison(
        RowKey key,
        @Nullable LedgerEntry entry,
        @Nullable Map<String, ScannedValue> log,
        Map<Backend, Witness> stores) {
    /** The column named for a row whose position is one that its store has not reached. */
    static final String POSITION_COLUMN = "source_offset";

    private static final ScannedValue NULL = new ScannedValue(null, null);

    /**
     * What one store says of the row.
     *
     * @param row the row there, or null
     * @param digest over the row's values as they were read; null when there is no row
     * @param snapshot where the store stood
     */
    public record Witness(
            @Nullable ScannedRow row, @Nullable Digest digest, Snapshot<?> snapshot) {}

    /** Whether any store is to be compared again later, because the row has changed since. */
    public boolean isLater() {
        return stores.values().stream().anyMatch(this::isLater);
    }

    /** The mismatches; none when every store that could be judged holds what the log says. */
    public List<Mismatch> mismatches(Instant now) {
        List<Mismatch> found = new ArrayList<>();
        boolean live = entry != null && !entry.deleted();
        Map<Backend, ScannedRow> present = new EnumMap<>(Backend.class);
        for (Backend store : Backend.values()) {
            Witness witness = stores.get(store);
            if (witness == null || isLater(witness)) {
                continue;
            }
            ScannedRow row = witness.row();
            if (live && row == null) {
                found.add(whole(MismatchKind.missingIn(store), store, now));
            } else if (!live && row != null) {
                found.add(whole(MismatchKind.extraIn(store), store, now));
            } else if (live && row != null) {
                present.put(store, row);
            }
        }
        if (live) {
            addPositions(present, found, now);
            addColumns(present, found, now);
        }
        return found;
    }

    /** Whether a row names a position that its store had not reached, so that its writer cannot have written it. */
    public static boolean isAhead(Position position, Snapshot<?> snapshot) {
        return !position.equals(StoredState.UNKNOWN_POSITION) && !snapshot.covers(position);
    }

    private boolean isLater(Witness witness) {
        return entry != null && !witness.snapshot().covers(entry.position());
    }

    private void addPositions(Map<Backend, ScannedRow> present, List<Mismatch> found, Instant now) {
        Set<Backend> ahead = EnumSet.noneOf(Backend.class);
        present.forEach((store, row) -> {
            if (isAhead(
                    row.position(), Objects.requireNonNull(stores.get(store)).snapshot())) {
                ahead.add(store);
            }
        });
        if (!ahead.isEmpty()) {
            found.add(new Mismatch(
                    key,
                    MismatchKind.DIFFERENT,
                    POSITION_COLUMN,
                    Objects.requireNonNull(entry).position().toString(),
                    position(present.get(Backend.SQLITE)),
                    position(present.get(Backend.SUPABASE)),
                    ahead,
                    now));
        }
    }

    private void addColumns(Map<Backend, ScannedRow> present, List<Mismatch> found, Instant now) {
        Map<String, ScannedValue> expected = log;
        if (expected == null) {
            Set<Backend> differing = EnumSet.noneOf(Backend.class);
            present.keySet().stream().filter(store -> !hasLogsDigest(store)).forEach(differing::add);
            if (!differing.isEmpty()) {
                found.add(new Mismatch(key, MismatchKind.DIFFERENT, null, null, null, null, differing, now));
            }
            return;
        }
        expected.forEach((column, value) -> {
            Set<Backend> differing = EnumSet.noneOf(Backend.class);
            present.forEach((store, row) -> {
                if (!Objects.equals(value.payload(), value(row, column).payload())) {
                    differing.add(store);
                }
            });
            if (!differing.isEmpty()) {
                found.add(new Mismatch(
                        key,
                        MismatchKind.DIFFERENT,
                        column,
                        value.text(),
                        text(Backend.SQLITE, column),
                        text(Backend.SUPABASE, column),
                        differing,
                        now));
            }
        });
    }

    private boolean hasLogsDigest(Backend store) {
        Digest digest = Objects.requireNonNull(stores.get(store)).digest();
        return digest != null && digest.equals(Objects.requireNonNull(entry).digest());
    }

    private Mismatch whole(MismatchKind kind, Backend store, Instant now) {
        return new Mismatch(key, kind, null, null, null, null, Set.of(store), now);
    }

    private @Nullable String text(Backend store, String column) {
        Witness witness = stores.get(store);
        return witness == null || witness.row() == null
                ? null
                : value(witness.row(), column).text();
    }

    private static @Nullable String position(@Nullable ScannedRow row) {
        return row == null ? null : row.position().toString();
    }

    private static ScannedValue value(ScannedRow row, String column) {
        return row.columns().getOrDefault(column, NULL);
    }
}
