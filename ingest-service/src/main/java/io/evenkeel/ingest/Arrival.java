package io.evenkeel.ingest;

import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.Problem;
import org.jspecify.annotations.Nullable;

/** One event of a request, as it was read. */
sealed interface Arrival {

    /** An event for the gate. */
    record Parsed(EventEnvelope envelope) implements Arrival {}

    /** No event. */
    record Unparsed(@Nullable String id, Problem problem) implements Arrival {}
}
