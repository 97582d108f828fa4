package io.evenkeel.e2e.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything that was ever sent to an installation, by one load or several after one another. Thread-safe. */
final class History {
    private final Map<String, Planned> planned = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Load.Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger loads = new AtomicInteger();

    /** A name for a further load, so that its events and keys are its own. */
    String nextLoad() {
        return "load" + loads.incrementAndGet();
    }

    void planned(Planned event) {
        planned.put(event.id(), event);
    }

    void acknowledged(Load.Acknowledged event) {
        acknowledged.add(event);
    }

    /** What was planned under an event's id. */
    Optional<Planned> find(String id) {
        return Optional.ofNullable(planned.get(id));
    }

    List<Load.Acknowledged> acknowledged() {
        return new ArrayList<>(acknowledged);
    }
}
