package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.event.EventPublisher;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerEntry;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.repair.Repaired;
import io.evenkeel.parity.repair.Repairs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does what the policies say about rows that were changed past the log: has the store's writer take the change back, or publishes
 * it as an event. It is tried again, ever later, while the row differs. Used by one thread; outcomes may be read by others.
 */
final class DriftActions implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DriftActions.class);
    private static final int AT_ONCE = 100;
    private static final int TRIES = 8;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);

    private final Tools tools;
    private final DriftJournal journal;
    private final AdoptedEvents events;
    private final Map<RowKey, Attempt> attempts = new HashMap<>();
    private @Nullable EventPublisher publisher;
    private volatile Map<RowKey, String> notes = Map.of();

    /**
     * What is needed for it.
     *
     * @param readers what applications read the stores by; a store without one adopts nothing
     * @param publisher opens what writes events
     * @param ready whether the stores are compared, and the dead letters known
     */
    record Tools(
            Catalogue catalogue,
            Ledger ledger,
            Findings findings,
            Map<Backend, StoreReader> readers,
            Repairs repairs,
            Supplier<EventPublisher> publisher,
            BooleanSupplier ready) {
        Tools {
            readers = Map.copyOf(readers);
        }
    }

    /** How often a change was answered, and when it may be again. */
    private record Attempt(Sighting sighting, int tries, long next) {
        Attempt again() {
            return new Attempt(
                    sighting,
                    tries + 1,
                    System.nanoTime() + FIRST_RETRY.multipliedBy(1L << tries).toNanos());
        }
    }

    DriftActions(Tools tools, DriftJournal journal, AdoptedEvents events) {
        this.tools = tools;
        this.journal = journal;
        this.events = events;
    }

    /** What became of a row last, where it is not right yet. */
    Optional<String> note(RowKey key) {
        return Optional.ofNullable(notes.get(key));
    }

    /** Does what is due. */
    void round() {
        List<DriftedRow> due = due();
        if (due.isEmpty() || !tools.ready().getAsBoolean()) {
            return;
        }
        Map<RowKey, String> said = new LinkedHashMap<>(notes);
        revert(due.stream().filter(row -> row.policy() == DriftPolicy.REVERT).toList(), said);
        adopt(due.stream().filter(row -> row.policy() == DriftPolicy.ADOPT).toList(), said);
        said.keySet().retainAll(attempts.keySet());
        notes = Map.copyOf(said);
    }

    private List<DriftedRow> due() {
        List<DriftedRow> wanted = journal.of(Set.of(DriftPolicy.REVERT, DriftPolicy.ADOPT));
        if (wanted.isEmpty() && attempts.isEmpty()) {
            return List.of();
        }
        Set<RowKey> open = tools.findings().openKeys();
        List<DriftedRow> due = new ArrayList<>();
        Map<RowKey, DriftedRow> known = new HashMap<>();
        wanted.stream().filter(row -> open.contains(row.key())).forEach(row -> known.put(row.key(), row));
        attempts.keySet().retainAll(known.keySet());
        long now = System.nanoTime();
        for (DriftedRow row : wanted) {
            Attempt attempt = attempts.get(row.key());
            if (attempt == null || !attempt.sighting().equals(row.sighting())) {
                attempt = new Attempt(row.sighting(), 0, now);
            }
            if (known.containsKey(row.key())
                    && attempt.tries() < TRIES
                    && attempt.next() - now <= 0
                    && due.size() < AT_ONCE) {
                attempts.put(row.key(), attempt.again());
                due.add(row);
            }
        }
        return due;
    }

    private void revert(List<DriftedRow> rows, Map<RowKey, String> said) {
        if (rows.isEmpty()) {
            return;
        }
        for (Repaired result :
                tools.repairs().repair(rows.stream().map(DriftedRow::key).toList(), false, "drift")) {
            if (!result.isRight()) {
                said(said, result.key(), "not taken back: " + result.message());
            }
        }
    }

    private void adopt(List<DriftedRow> rows, Map<RowKey, String> said) {
        for (DriftedRow row : rows) {
            try {
                said(said, row.key(), adopt(row));
            } catch (StoreUnavailableException | LedgerUnavailableException | KafkaException failed) {
                said(said, row.key(), "not adopted yet: " + failed.getMessage());
            } catch (IllegalArgumentException unreadable) {
                // The store's reader cannot make a row of what somebody has put there.
                said(said, row.key(), "not adopted: " + unreadable.getMessage());
            }
        }
    }

    private String adopt(DriftedRow drifted) {
        RowKey key = drifted.key();
        StoreReader reader = tools.readers().get(drifted.sighting().store());
        if (reader == null) {
            return "not adopted: the store is not read here";
        }
        Row row = reader.get(key).value().orElse(null);
        LedgerEntry entry = tools.ledger().find(List.of(key)).value().get(key);
        String owner = row == null
                ? entry == null ? null : entry.parent()
                : row.parent(tools.catalogue()).map(RowKey::key).orElse(null);
        return switch (events.plan(key, row, entry, root(key, owner), drifted.sighting())) {
            case AdoptedEvents.Plan.Leave leave -> "not adopted: " + leave.reason();
            case AdoptedEvents.Plan.Publish publish -> {
                if (publisher == null) {
                    publisher = tools.publisher().get();
                }
                yield "adopted by event "
                        + publisher.publish(List.of(publish.event())).getFirst();
            }
        };
    }

    private RowKey root(RowKey key, @Nullable String ownerKey) {
        Entity entity = tools.catalogue().entity(key.entity());
        if (ownerKey == null || entity.parent() == null) {
            return key;
        }
        RowKey owner = new RowKey(Objects.requireNonNull(entity.parent()).entity(), key.workspace(), ownerKey);
        LedgerEntry entry = tools.ledger().find(List.of(owner)).value().get(owner);
        return root(owner, entry == null ? null : entry.parent());
    }

    private static void said(Map<RowKey, String> said, RowKey key, String what) {
        if (!what.equals(said.put(key, what))) {
            LOG.infof("%s was changed past the log: %s", key, what);
        }
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.close();
        }
    }
}
