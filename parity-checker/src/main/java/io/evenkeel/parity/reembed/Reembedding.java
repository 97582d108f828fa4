package io.evenkeel.parity.reembed;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.ChangeLog;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.Ledger.Changed;
import io.evenkeel.parity.ledger.LedgerEntry;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.reembed.Reembed.LeftRow;
import io.evenkeel.parity.reembed.Reembed.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One rebuild. It goes through the rows in the order of their last change, partition by partition, and publishes those that
 * are due; a row that was rebuilt moves to the end of that order, so a restart repeats nothing but the last few. Only so
 * many events are under way at once that live ones wait a second or two at most.
 */
final class Reembedding {
    /** About a second of work for two cores with texts of usual length. */
    static final int UNDER_WAY = 128;

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ledger ledger;
    private final ChangeLog log;
    private final VectorEvents events;
    private final EventPublisher publisher;
    private final Pause pause;
    private final Consumer<Reembed> keep;
    private Reembed state;
    private long published;

    /** An event with the rows whose vectors it brings. */
    private record Due(Event event, List<LedgerEntry> rows) {}

    /**
     * @param begun where it stands
     * @param pause ends it, and is over then
     * @param keep told of every step
     */
    Reembedding(
            Reembed begun,
            Ledger ledger,
            ChangeLog log,
            VectorEvents events,
            EventPublisher publisher,
            Pause pause,
            Consumer<Reembed> keep) {
        this.state = begun;
        this.ledger = ledger;
        this.log = log;
        this.events = events;
        this.publisher = publisher;
        this.pause = pause;
        this.keep = keep;
    }

    /** Runs until it is done, or {@code pause} is over. */
    void run() throws InterruptedException {
        // A ledger that is built again does not know yet what is due.
        await(state.upTo(), "the ledger, which is built from the log");
        if (state.reason() != null) {
            step(state.waiting(null));
        }
        while (!pause.over()) {
            if (stretch()) {
                continue;
            }
            if (state.which() == Reembed.Which.ALL || published == 0) {
                step(state.ended(State.DONE, null));
                return;
            }
            // A service with the former model may have written on for a moment.
            published = 0;
            step(state.again(ends(ledger)));
        }
    }

    /** The last event of each partition that a ledger knows. */
    static Map<Integer, Long> ends(Ledger ledger) {
        Map<Integer, Long> ends = new HashMap<>();
        ledger.positions()
                .forEach((partition, position) ->
                        ends.put(partition, position.applied().offset()));
        return ends;
    }

    /** Goes on in every partition; false when this pass is over. */
    private boolean stretch() throws InterruptedException {
        List<Integer> open = state.upTo().keySet().stream()
                .filter(partition -> state.doneIn(partition) < state.upTo().getOrDefault(partition, -1L))
                .sorted()
                .toList();
        if (open.isEmpty()) {
            return false;
        }
        Map<Integer, Long> reached = new HashMap<>();
        List<LedgerEntry> rows = new ArrayList<>();
        for (int partition : open) {
            Changed changed = ledger.changed(
                    partition,
                    state.doneIn(partition),
                    state.upTo().getOrDefault(partition, -1L),
                    Math.max(1, UNDER_WAY / open.size()));
            changed.entries().stream()
                    .filter(entry ->
                            !entry.deleted() && events.embeds(entry.key().entity()))
                    .forEach(rows::add);
            reached.put(partition, changed.upTo());
        }
        for (int from = 0; from < rows.size() && !pause.over(); from += UNDER_WAY) {
            rebuild(rows.subList(from, Math.min(from + UNDER_WAY, rows.size())));
        }
        if (!pause.over()) {
            step(state.passed(reached, rows.size()));
        }
        return true;
    }

    private void rebuild(List<LedgerEntry> rows) throws InterruptedException {
        List<LeftRow> left = new ArrayList<>();
        Map<String, Due> due = new LinkedHashMap<>();
        log.read(rows, (entry, row, changeSet) -> {
            if (events.isDue(row, state.model(), state.which())) {
                switch (events.plan(row, changeSet, state.id())) {
                    case VectorEvents.Plan.Leave leave -> left.add(new LeftRow(entry.key(), leave.reason()));
                    case VectorEvents.Plan.Publish publish ->
                        due.computeIfAbsent(publish.event().id(), id -> new Due(publish.event(), new ArrayList<>()))
                                .rows()
                                .add(entry);
                }
            }
        });
        if (due.isEmpty() && left.isEmpty()) {
            return;
        }
        List<Due> all = List.copyOf(due.values());
        List<Position> positions =
                publisher.publish(all.stream().map(Due::event).toList());
        Map<Integer, Long> last = new HashMap<>();
        positions.forEach(position -> last.merge(position.partition(), position.offset(), Math::max));
        if (await(last, "embedding-service with model " + state.model())) {
            count(all, positions, left);
        }
    }

    private void count(List<Due> all, List<Position> positions, List<LeftRow> left) {
        Map<RowKey, LedgerEntry> now = ledger.find(all.stream()
                        .flatMap(due -> due.rows().stream())
                        .map(LedgerEntry::key)
                        .toList())
                .value();
        long rebuilt = 0;
        long overtaken = 0;
        for (int i = 0; i < all.size(); i++) {
            for (LedgerEntry before : all.get(i).rows()) {
                LedgerEntry after = now.get(before.key());
                if (after != null && after.position().equals(positions.get(i))) {
                    rebuilt++;
                } else if (after != null && after.position().equals(before.position())) {
                    left.add(new LeftRow(
                            before.key(),
                            "its event " + positions.get(i) + " did nothing; see ./evenkeel dead-letters list"));
                } else {
                    overtaken++;
                }
            }
        }
        published += all.size();
        step(state.counted(rebuilt, overtaken, left));
    }

    /** Waits until the ledger has those events; false when it is to end first. */
    private boolean await(Map<Integer, Long> offsets, String whom) throws InterruptedException {
        Map<Integer, StorePosition> wanted = new HashMap<>();
        offsets.forEach((partition, offset) ->
                wanted.put(partition, new StorePosition(partition, 0, new Position(state.epoch(), partition, offset))));
        long late = System.nanoTime() + PATIENCE.toNanos();
        while (!ledger.awaitCover(wanted, LOOK)) {
            if (pause.over()) {
                return false;
            }
            if (System.nanoTime() > late && state.reason() == null) {
                step(state.waiting("waits for " + whom));
            }
        }
        return true;
    }

    private void step(Reembed next) {
        state = next;
        keep.accept(next);
    }
}
