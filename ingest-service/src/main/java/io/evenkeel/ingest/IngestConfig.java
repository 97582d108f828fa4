package io.evenkeel.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of ingest-service alone. */
@ConfigMapping(prefix = "evenkeel.ingest")
public interface IngestConfig {

    /** The largest batch ({@code application/cloudevents-batch+json}); lines (NDJSON) have no limit in all. */
    @WithDefault("20000000")
    MemorySize maxBatch();

    /** How many events of one request may wait for Kafka's acknowledgement. */
    @WithDefault("512")
    int window();

    /** How much data, over all requests, may wait for Kafka's acknowledgement. */
    @WithDefault("64M")
    MemorySize inFlight();

    /**
     * How long an event may wait before it is handed to Kafka's producer. Kafka's own {@code delivery.timeout.ms} comes
     * after it, and the sum is the longest that a caller waits for a 503.
     */
    @WithDefault("5s")
    Duration handOver();

    /** How long the caller is told to wait ({@code Retry-After}) where Kafka does not take events. */
    @WithDefault("5s")
    Duration retryAfter();
}
