package io.evenkeel.kit.writer;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ApplyResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** What a writer tells dashboards, labelled by store. */
final class WriterMetrics {
    private final Counter put;
    private final Counter removed;
    private final Counter skipped;
    private final Counter refused;
    private final Timer applied;

    WriterMetrics(MeterRegistry registry, Backend store, WriterLag lag) {
        String label = store.label();
        Gauge.builder("evenkeel.writer.lag.records", lag, WriterLag::records)
                .description("Change sets that this writer has still to apply")
                .tag("store", label)
                .register(registry);
        Gauge.builder("evenkeel.writer.lag.seconds", lag, WriterLag::seconds)
                .description("How old the oldest of them is at most")
                .tag("store", label)
                .register(registry);
        put = rows(registry, label, "put");
        removed = rows(registry, label, "removed");
        skipped = Counter.builder("evenkeel.writer.skipped")
                .description("Change sets older than what was stored")
                .tag("store", label)
                .register(registry);
        refused = Counter.builder("evenkeel.writer.refused")
                .description("Change sets that went to the dead letters")
                .tag("store", label)
                .register(registry);
        applied = Timer.builder("evenkeel.writer.apply")
                .description("Time to apply a batch")
                .tag("store", label)
                .register(registry);
    }

    ApplyResult time(Supplier<ApplyResult> apply) {
        return applied.record(apply);
    }

    void count(ApplyResult result, int malformed) {
        put.increment(result.rowsPut());
        removed.increment(result.rowsRemoved());
        skipped.increment(result.skipped());
        refused.increment(result.refused() + malformed);
    }

    private static Counter rows(MeterRegistry registry, String store, String operation) {
        return Counter.builder("evenkeel.writer.rows")
                .description("Rows written, after folding")
                .tag("store", store)
                .tag("operation", operation)
                .register(registry);
    }
}
