package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.drift.WatchState.Mode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;

/** What dashboards scrape of drift. Every series is there from the start. */
@Singleton
final class DriftMetrics {
    private final ParityService parity;

    DriftMetrics(ParityService parity) {
        this.parity = parity;
    }

    void register(@Observes StartupEvent started, MeterRegistry registry, Catalogue catalogue) {
        for (Backend store : Backend.values()) {
            for (Entity entity : catalogue.entities()) {
                for (DriftPolicy policy : DriftPolicy.values()) {
                    FunctionCounter.builder(
                                    "evenkeel.drift.rows", this, metrics -> metrics.count(store, entity.name(), policy))
                            .description("Rows that were changed past the log")
                            .tag("store", store.label())
                            .tag("entity", entity.name())
                            .tag("policy", policy.label())
                            .register(registry);
                }
            }
            for (Mode mode : Mode.values()) {
                Gauge.builder("evenkeel.drift.watch", () -> mode(store) == mode ? 1 : 0)
                        .description("1 for how the store is watched")
                        .tag("store", store.label())
                        .tag("mode", mode.label())
                        .register(registry);
            }
        }
        Gauge.builder(
                        "evenkeel.drift.slot.retained.bytes",
                        () -> parity.watching()
                                .flatMap(Drift::retainedBytes)
                                .map(Long::doubleValue)
                                .orElse(Double.NaN))
                .description("How much of its log Supabase holds back for the watch; no number when that is not known")
                .register(registry);
        FunctionCounter.builder("evenkeel.drift.gaps", this, DriftMetrics::gaps)
                .description("Stretches of a store's own log that nobody watched")
                .register(registry);
    }

    private double count(Backend store, String entity, DriftPolicy policy) {
        return parity.watching()
                .map(running -> running.journal().count(store, entity, policy))
                .orElse(0L);
    }

    private double gaps() {
        return parity.watching().map(running -> running.journal().gaps().size()).orElse(0);
    }

    private Mode mode(Backend store) {
        return parity.watching()
                .map(running ->
                        Objects.requireNonNull(running.states().get(store)).mode())
                .orElse(Mode.OFF);
    }
}
