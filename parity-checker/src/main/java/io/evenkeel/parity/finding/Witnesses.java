package io.evenkeel.parity.finding;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.ChangeLog;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerSum;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The three that are compared: the ledger, which stands for the log, and both stores. Thread-safe. */
public final class Witnesses {
    private final Catalogue catalogue;
    private final long epoch;
    private final Ledger ledger;
    private final Map<Backend, StoreScanner> stores;
    private final Duration patience;
    private final Inspector inspector;

    /**
     * Witnesses of one log.
     *
     * @param catalogue the entities
     * @param epoch the epoch of the log
     * @param ledger what the log says
     * @param log where the ledger's rows are read back
     * @param stores the scanners of both stores
     * @param patience how long the ledger may take to come as far as a store
     * @param clock when mismatches are found
     */
    public Witnesses(
            Catalogue catalogue,
            long epoch,
            Ledger ledger,
            ChangeLog log,
            Map<Backend, StoreScanner> stores,
            Duration patience,
            Clock clock) {
        this.catalogue = catalogue;
        this.epoch = epoch;
        this.ledger = ledger;
        this.stores = new EnumMap<>(stores);
        this.patience = patience;
        this.inspector = new Inspector(this, log, clock);
    }

    /** The entities that are compared. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** The epoch of the log. */
    public long epoch() {
        return epoch;
    }

    /** What the log says. */
    public Ledger ledger() {
        return ledger;
    }

    /** The stores' scanners, SQLite first. */
    public Map<Backend, StoreScanner> stores() {
        return Collections.unmodifiableMap(stores);
    }

    /** Looks at single rows in detail. */
    public Inspector inspector() {
        return inspector;
    }

    /**
     * Compares rows of one entity by digest.
     *
     * @return empty when the ledger did not come as far as the stores in time
     * @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be reached
     */
    public Optional<DigestComparison> compare(String entity, Collection<RowKey> keys) throws InterruptedException {
        List<Snapshot<List<DigestedRow>>> rows = new ArrayList<>();
        stores.values().forEach(store -> rows.add(store.digests(entity, keys)));
        if (!awaitLedger(rows)) {
            return Optional.empty();
        }
        return Optional.of(DigestComparison.of(keys, ledger.find(keys).value(), rows));
    }

    /**
     * What a range comes to in the log, for a store that stands at those positions.
     *
     * @return empty when the ledger did not come as far in time
     */
    public Optional<LedgerSum> ledgerAt(String entity, KeyRange range, Map<Integer, StorePosition> store)
            throws InterruptedException {
        return ledger.awaitCover(store, patience) ? Optional.of(ledger.sum(entity, range, store)) : Optional.empty();
    }

    /**
     * Waits until the ledger has come at least as far as the stores had when they were read.
     *
     * @return whether it has, in the time that it is given
     */
    public <T> boolean awaitLedger(Collection<Snapshot<T>> read) throws InterruptedException {
        for (Snapshot<T> snapshot : read) {
            if (!ledger.awaitCover(snapshot.positions(), patience)) {
                return false;
            }
        }
        return true;
    }
}
