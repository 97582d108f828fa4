package io.evenkeel.parity.history;

import io.evenkeel.parity.history.HistoryState.Mode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What dashboards scrape of recording. */
@Singleton
final class HistoryMetrics {
    void register(@Observes StartupEvent started, MeterRegistry registry, Recorder recorder) {
        Gauge.builder("evenkeel.history.waiting", () -> recorder.state().waiting())
                .description("Runs, mismatches and repairs that wait to be recorded in Supabase")
                .register(registry);
        Gauge.builder("evenkeel.history.failing", () -> recorder.state().mode() == Mode.FAILING ? 1 : 0)
                .description("1 while nothing can be recorded in Supabase")
                .register(registry);
        FunctionCounter.builder("evenkeel.history.dropped", recorder, Recorder::dropped)
                .description("What will never be recorded, because too much was waiting")
                .register(registry);
    }
}
