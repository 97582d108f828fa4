package io.evenkeel.e2e.faults;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An installation under load while something happens to it, and the judgement afterwards. Prints its seed.
 *
 * <p>Usage: {@link #begin}, faults, {@link #end}.
 */
final class Scenario implements AutoCloseable {
    private static final Duration CATCH_UP = Duration.ofMinutes(3);
    private static final int PER_SECOND = 200;

    private final Installation installation;
    private final PutNotes notes;
    private final boolean shared;
    private final Random random;
    private final Load load;
    private final Stores stores;
    private boolean well;

    /** A running installation, and its notes of every put. */
    record Standing(Installation installation, PutNotes notes) {}

    private Scenario(Standing standing, boolean shared, long seed, EventMix.Shares shares) {
        installation = standing.installation();
        notes = standing.notes();
        this.shared = shared;
        random = new Random(seed);
        load = new Load(installation, random.nextLong(), shares, PER_SECOND);
        stores = new Stores(installation);
    }

    /**
     * An installation on the shared servers, running and under load. In the full set it is the test's own; else it may be
     * one that an earlier test has left, in which all was well: then the whole history is judged again.
     */
    static Scenario begin(Servers servers, String name) {
        return begin(servers, name, EventMix.Shares.USUAL);
    }

    /** The same with another mix of events. */
    static Scenario begin(Servers servers, String name, EventMix.Shares shares) {
        Standing left = servers.takeStanding();
        return begin(left == null ? start(Installation.create(servers, name)) : left, name, !Faults.full(), shares);
    }

    /** The same for an installation of the test's own, which is not started yet. */
    static Scenario begin(Installation installation, EventMix.Shares shares) {
        return begin(start(installation), installation.topics().prefix(), false, shares);
    }

    private static Standing start(Installation installation) {
        boolean started = false;
        try {
            Poison.forbid(installation);
            installation.start();
            PutNotes notes = new PutNotes(installation);
            notes.begin();
            started = true;
            return new Standing(installation, notes);
        } finally {
            if (!started) {
                installation.close();
            }
        }
    }

    @SuppressWarnings("SystemOut") // the seed, without which a failure could not be seen again
    private static Scenario begin(Standing standing, String name, boolean shared, EventMix.Shares shares) {
        long seed = Faults.seed();
        System.out.println(name + ": -Devenkeel.seed=" + seed);
        boolean begun = false;
        try {
            Scenario scenario = new Scenario(standing, shared, seed, shares);
            scenario.load.start();
            scenario.load.letPass(100);
            begun = true;
            return scenario;
        } finally {
            if (!begun) {
                standing.installation().close();
            }
        }
    }

    Installation installation() {
        return installation;
    }

    Random random() {
        return random;
    }

    Load load() {
        return load;
    }

    Stores stores() {
        return stores;
    }

    /** Lets the load go on for a while, and checks all the time that something holds. */
    void lasts(Duration time, Runnable holds) {
        long end = System.nanoTime() + time.toNanos();
        Eventually.within(time.plusSeconds(60), "time passes", () -> {
            holds.run();
            return System.nanoTime() >= end;
        });
    }

    /** Ends the load, waits until both stores have caught up, and judges. */
    void end() {
        load.stop();
        LogReader reader = new LogReader(installation.servers().kafkaAddress());
        List<ConsumerRecord<byte[], byte[]>> events =
                reader.read(installation.topics().events(), Installation.PARTITIONS);
        Map<Integer, Position> last = new HashMap<>();
        events.forEach(event -> last.put(event.partition(), position(event)));
        for (Backend store : Backend.values()) {
            awaitApplied(store, last);
        }
        Evidence evidence = collect(reader, events, last);
        Guarantee.ALL.forEach(guarantee -> guarantee.judge(evidence));
        well = true;
    }

    private void awaitApplied(Backend store, Map<Integer, Position> last) {
        Eventually.within(
                CATCH_UP,
                store + " at the end of the log, " + last,
                () -> last.values().stream()
                        .allMatch(position -> stores.applied(store, position.partition()) == position.offset()),
                () -> stores.positions(store) + "\n" + installation.outputs());
    }

    private Evidence collect(
            LogReader reader, List<ConsumerRecord<byte[], byte[]>> events, Map<Integer, Position> last) {
        ChangeSetCodec codec = new ChangeSetCodec(Installation.CATALOGUE);
        List<ChangeSet> changeSets = new ArrayList<>();
        Map<Position, List<ChangeSet>> byEvent = new HashMap<>();
        Map<Integer, Long> changesEnd = new HashMap<>();
        for (var record : reader.read(installation.topics().changes(), Installation.PARTITIONS)) {
            ChangeSet changeSet = codec.decode(record.value());
            changeSets.add(changeSet);
            byEvent.computeIfAbsent(changeSet.position(), first -> new ArrayList<>())
                    .add(changeSet);
            changesEnd.put(record.partition(), record.offset() + 1);
        }
        Map<Position, String> ids = new HashMap<>();
        List<LoggedEvent> log = new ArrayList<>();
        for (var event : events) {
            Position position = position(event);
            String id = new String(event.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
            ids.put(position, id);
            installation
                    .history()
                    .find(id)
                    .ifPresent(planned ->
                            log.add(new LoggedEvent(position, planned, byEvent.getOrDefault(position, List.of()))));
        }
        List<DeadLetter> letters = reader.read(installation.topics().deadLetters(), 1).stream()
                .filter(record -> record.value() != null)
                .map(DeadLetter::of)
                .toList();
        Map<Backend, Evidence.Held> held = new EnumMap<>(Backend.class);
        held.put(
                Backend.SQLITE,
                new Evidence.Held(stores.rows(Backend.SQLITE), stores.positions(Backend.SQLITE), notes.inSqlite()));
        held.put(
                Backend.SUPABASE,
                new Evidence.Held(
                        stores.rows(Backend.SUPABASE), stores.positions(Backend.SUPABASE), notes.inSupabase()));
        return new Evidence(
                installation.history().acknowledged(),
                log,
                ids,
                changeSets,
                changesEnd,
                last,
                held,
                Oracle.ofAll(log),
                letters);
    }

    private Position position(ConsumerRecord<?, ?> event) {
        return new Position(installation.epoch(), event.partition(), event.offset());
    }

    @Override
    public void close() {
        load.close();
        stores.close();
        if (well && shared) {
            installation.closeFurther();
            installation.servers().leave(new Standing(installation, notes));
        } else {
            installation.close();
        }
    }
}
