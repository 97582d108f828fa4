package io.evenkeel.parity.finding;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.ScannedRow.ScannedValue;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.parity.finding.RowComparison.Witness;
import io.evenkeel.parity.ledger.ChangeLog;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads suspicious rows again, in detail, from all three witnesses, and says where they differ. Rows that became equal
 * since are equal. Thread-safe.
 */
public final class Inspector {
    /** Rows may hold megabytes, so few are held at a time. */
    private static final int ROWS_AT_A_TIME = 100;

    private final Witnesses witnesses;
    private final ChangeLog log;
    private final Clock clock;

    Inspector(Witnesses witnesses, ChangeLog log, Clock clock) {
        this.witnesses = witnesses;
        this.log = log;
        this.clock = clock;
    }

    /**
     * What an inspection came to.
     *
     * @param judged the rows that could be judged now, equal or not
     * @param mismatches where rows differ
     * @param complete whether every row was looked at; false when the ledger did not come as far as the stores in time
     */
    public record Inspection(Set<RowKey> judged, List<Mismatch> mismatches, boolean complete) {
        public Inspection {
            judged = Set.copyOf(judged);
            mismatches = List.copyOf(mismatches);
        }
    }

    /**
     * Inspects rows of any entities.
     *
     * @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be reached
     */
    public Inspection inspect(Collection<RowKey> keys) throws InterruptedException {
        Map<String, List<RowKey>> byEntity = new LinkedHashMap<>();
        keys.forEach(key -> byEntity.computeIfAbsent(key.entity(), ignored -> new ArrayList<>())
                .add(key));
        Set<RowKey> judged = new HashSet<>();
        List<Mismatch> mismatches = new ArrayList<>();
        boolean complete = true;
        for (Map.Entry<String, List<RowKey>> same : byEntity.entrySet()) {
            List<RowKey> rows = same.getValue();
            for (int from = 0; from < rows.size(); from += ROWS_AT_A_TIME) {
                List<RowKey> page = rows.subList(from, Math.min(from + ROWS_AT_A_TIME, rows.size()));
                complete &= compare(witnesses.catalogue().entity(same.getKey()), page, judged, mismatches);
            }
        }
        return new Inspection(judged, mismatches, complete);
    }

    private boolean compare(Entity entity, List<RowKey> keys, Set<RowKey> judged, List<Mismatch> mismatches)
            throws InterruptedException {
        Map<Backend, Snapshot<List<ScannedRow>>> read = new EnumMap<>(Backend.class);
        witnesses.stores().forEach((store, scanner) -> read.put(store, scanner.rows(entity.name(), keys)));
        if (!witnesses.awaitLedger(read.values())) {
            return false;
        }
        Map<RowKey, LedgerEntry> entries = witnesses.ledger().find(keys).value();
        Map<RowKey, Row> logged = log.rows(entries.values());
        for (RowKey key : keys) {
            Row row = logged.get(key);
            RowComparison comparison = new RowComparison(
                    key, entries.get(key), row == null ? null : values(entity, row), witnesses(entity, key, read));
            mismatches.addAll(comparison.mismatches(clock.instant()));
            if (!comparison.isLater()) {
                judged.add(key);
            }
        }
        return true;
    }

    private static Map<Backend, Witness> witnesses(
            Entity entity, RowKey key, Map<Backend, Snapshot<List<ScannedRow>>> read) {
        Map<Backend, Witness> witnesses = new EnumMap<>(Backend.class);
        read.forEach((store, snapshot) -> {
            ScannedRow row = snapshot.value().stream()
                    .filter(candidate -> candidate.key().equals(key))
                    .findFirst()
                    .orElse(null);
            witnesses.put(store, new Witness(row, row == null ? null : digest(entity, row), snapshot));
        });
        return witnesses;
    }

    private static Digest digest(Entity entity, ScannedRow row) {
        List<byte @Nullable []> payloads = new ArrayList<>();
        entity.columns().forEach(column -> {
            ScannedValue value = row.columns().get(column.name());
            String payload = value == null ? null : value.payload();
            payloads.add(payload == null ? null : HexFormat.of().parseHex(payload));
        });
        return Digest.of(CanonicalForm.encode(entity, row.key().workspace(), payloads));
    }

    private static Map<String, ScannedValue> values(Entity entity, Row row) {
        Map<String, ScannedValue> values = new LinkedHashMap<>();
        for (int i = 0; i < row.values().size(); i++) {
            Value value = row.values().get(i);
            byte[] payload = CanonicalForm.payload(value);
            values.put(
                    entity.columns().get(i).name(),
                    payload == null
                            ? new ScannedValue(null, null)
                            : new ScannedValue(HexFormat.of().formatHex(payload), CanonicalForm.display(value)));
        }
        return values;
    }
}
