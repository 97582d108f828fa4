package io.evenkeel.ingest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The events of a request, one after the other. */
@FunctionalInterface
interface Arrivals {

    /** The next event; null after the last. */
    @Nullable
    Arrival next() throws IOException;
}
