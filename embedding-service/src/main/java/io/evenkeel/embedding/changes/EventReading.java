package io.evenkeel.embedding.changes;

import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.Intent;
import org.jspecify.annotations.Nullable;

/** What a record of the log of events turns out to be. */
sealed interface EventReading {

    /** An event that the gate accepts, in the partition where it belongs. */
    record Accepted(Event event, Intent intent) implements EventReading {}

    /**
     * A barrier, to be carried to the writers.
     *
     * @param eventId its event's id
     * @param eventType its event's type
     * @param name the barrier's name
     */
    record Barrier(String eventId, String eventType, String name) implements EventReading {}

    /**
     * Something that cannot be applied.
     *
     * @param eventId the event's id, empty if it has none
     * @param eventSource the event's source, empty if it has none
     * @param eventType the event's type, empty if it has none
     * @param root the root row's {@code workspace/entity/key} if known
     * @param code a stable code
     * @param message what was expected and what to do
     */
    record Refused(
            String eventId,
            String eventSource,
            String eventType,
            @Nullable String root,
            String code,
            String message) implements EventReading {

        static Refused of(Event event, String code, String message) {
            return new Refused(event.id(), event.source(), event.type(), event.partitionKey(), code, message);
        }
    }
}
