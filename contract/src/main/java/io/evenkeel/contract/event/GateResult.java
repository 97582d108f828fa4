package io.evenkeel.contract.event;

import java.util.List;

/** What the gate says. */
public sealed interface GateResult {

    /**
     * The event may be published.
     *
     * @param events what to publish, in order: one event, or an artifact's and then the document's that came with it,
     *     because an artifact is a root of its own and stands in a partition of its own
     */
    record Accepted(List<AcceptedEvent> events) implements GateResult {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /**
     * The event is refused as a whole.
     *
     * @param problems at least one
     */
    record Refused(List<Problem> problems) implements GateResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** An event and what it means. */
    record AcceptedEvent(Event event, Intent intent) {}
}
