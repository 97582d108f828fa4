package io.evenkeel.parity.reembed;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.event.EventPublisher;
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
import org.jspecify.annotations.Nullable;

/**
 * One rebuild. It goes through the rows in the order of their last change, partition by partition, and publishes those that
 * are due; a row that was rebuilt moves to the end of that order, so a restart repeats nothing but the last few. Two windows
 * are under way at most, the one being read while the other is embedded, so that live events wait a second or two.
 */
final class Reembedding {
    /** About half a second of work for two cores with texts of usual length. */
    static final int WINDOW = 64;

    /** Of a partition at a time; most of them may have no text. */
    private static final int ENTRIES = 100;

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ledger ledger;
    private final ChangeLog log;
    private final VectorEvents events;
    private final EventPublisher publisher;
    private final Pause pause;
    private final Consumer<Reembed> keep;
    private final Map<Integer, Long> read = new HashMap<>();
    private Reembed state;
    private long published;

    /** An event with the rows whose vectors it brings. */
    private record Due(Event event, List<LedgerEntry> rows) {}

    /**
     * What is published together.
     *
     * @param due the events
     * @param positions where they stand
     * @param left rows that keep their vector
     * @param rows how many rows were looked at
     * @param reached what is done with it, by partition
     */
    private record Window(
            List<Due> due, List<Position> positions, List<LeftRow> left, int rows, Map<Integer, Long> reached) {}

    /**
     * A part of the way.
     *
     * @param rows the rows with a text that were last changed in it
     * @param reached where it ends, by partition
     */
    private record Stretch(List<LedgerEntry> rows, Map<Integer, Long> reached) {}

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
        this.published = begun.rebuilt() + begun.overtaken();
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
            pass();
            if (pause.over()) {
                return;
            }
            if (state.which() == Reembed.Which.ALL || published == 0 && state.pass() > 1) {
                step(state.ended(State.DONE, null));
                return;
            }
            // A service with the former model may have written on for a moment, and the ledger may have been behind.
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

    private void pass() throws InterruptedException {
        read.clear();
        read.putAll(state.done());
        Window underWay = null;
        for (Stretch stretch = next(); !stretch.reached().isEmpty() && !pause.over(); stretch = next()) {
            List<LedgerEntry> rows = stretch.rows();
            int from = 0;
            do {
                int to = Math.min(from + WINDOW, rows.size());
                Window window = publish(rows.subList(from, to), to == rows.size() ? stretch.reached() : Map.of());
                settle(underWay);
                underWay = window;
                from = to;
            } while (from < rows.size() && !pause.over());
        }
        settle(underWay);
    }

    /** Goes on in every partition, until there are rows enough for a window; empty when this pass is over. */
    private Stretch next() {
        List<LedgerEntry> rows = new ArrayList<>();
        Map<Integer, Long> reached = new HashMap<>();
        boolean more = true;
        while (more && rows.size() < WINDOW) {
            more = false;
            for (Map.Entry<Integer, Long> end : state.upTo().entrySet()) {
                int partition = end.getKey();
                long after = read.getOrDefault(partition, -1L);
                if (after < end.getValue()) {
                    Changed changed = ledger.changed(partition, after, end.getValue(), ENTRIES);
                    changed.entries().stream()
                            .filter(entry -> !entry.deleted()
                                    && events.embeds(entry.key().entity()))
                            .forEach(rows::add);
                    read.put(partition, changed.upTo());
                    reached.put(partition, changed.upTo());
                    more = true;
                }
            }
        }
        return new Stretch(rows, reached);
    }

    private Window publish(List<LedgerEntry> rows, Map<Integer, Long> reached) {
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
        List<Due> all = List.copyOf(due.values());
        List<Position> positions =
                publisher.publish(all.stream().map(Due::event).toList());
        return new Window(all, positions, left, rows.size(), reached);
    }

    private void settle(@Nullable Window window) throws InterruptedException {
        if (window == null) {
            return;
        }
        Map<Integer, Long> last = new HashMap<>();
        window.positions().forEach(position -> last.merge(position.partition(), position.offset(), Math::max));
        if (await(last, "embedding-service with model " + state.model())) {
            count(window);
        }
    }

    private void count(Window window) {
        List<Due> all = window.due();
        List<LeftRow> left = new ArrayList<>(window.left());
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
                if (after != null && after.position().equals(window.positions().get(i))) {
                    rebuilt++;
                } else if (after != null && after.position().equals(before.position())) {
                    left.add(new LeftRow(
                            before.key(),
                            "its event " + window.positions().get(i)
                                    + " did nothing; see ./evenkeel dead-letters list"));
                } else {
                    overtaken++;
                }
            }
        }
        published += all.size();
        step(state.counted(rebuilt, overtaken, left).passed(window.reached(), window.rows()));
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
