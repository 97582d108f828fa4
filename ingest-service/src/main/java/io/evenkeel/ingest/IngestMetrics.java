package io.evenkeel.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What ingest tells dashboards. */
@Singleton
class IngestMetrics {
    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter failed;

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = Counter.builder("evenkeel.ingest.accepted")
                .description("Events that Kafka has acknowledged")
                .register(registry);
        this.failed = Counter.builder("evenkeel.ingest.failed")
                .description("Events that Kafka did not take")
                .register(registry);
    }

    void accepted() {
        accepted.increment();
    }

    void failed() {
        failed.increment();
    }

    /** An event refused with a code of {@link io.evenkeel.contract.event.ProblemCode}. */
    void rejected(String code) {
        Counter.builder("evenkeel.ingest.rejected")
                .description("Events that were refused, by problem code")
                .tag("code", code)
                .register(registry)
                .increment();
    }
}
