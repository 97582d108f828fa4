package io.evenkeel.parity;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.parity.finding.MismatchKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/** What dashboards scrape. Every series is there from the start. */
@Singleton
class ParityMetrics {
    private final MeterRegistry registry;
    private final ParityService parity;
    private final ControlFollower control;
    private final Clock clock;

    ParityMetrics(MeterRegistry registry, ParityService parity, ControlFollower control, Clock clock) {
        this.registry = registry;
        this.parity = parity;
        this.control = control;
        this.clock = clock;
    }

    void register(@Observes StartupEvent started, Catalogue catalogue, Topics topics) {
        gauge(
                        "evenkeel.parity.lag.seconds",
                        "Age of the oldest event that was not compared yet",
                        () -> of(running ->
                                running.tail().state().lag(clock.instant()).toMillis() / 1_000.0))
                .register(registry);
        for (Entity entity : catalogue.entities()) {
            for (MismatchKind kind : MismatchKind.values()) {
                gauge("evenkeel.parity.mismatches", "Open mismatches", () -> mismatches(entity.name(), kind))
                        .tag("entity", entity.name())
                        .tag("kind", kind.label())
                        .register(registry);
            }
        }
        for (ParityVerdict.Label verdict : ParityVerdict.Label.values()) {
            gauge(
                            "evenkeel.parity.verdict",
                            "1 for the verdict that holds",
                            () -> flag(parity.verdict().verdict() == verdict))
                    .tag("verdict", verdict.label())
                    .register(registry);
        }
        for (int partition = 0; partition < topics.partitions(); partition++) {
            int number = partition;
            gauge(
                            "evenkeel.verified.offset",
                            "Offset of the last event that was compared, -1 before the first",
                            () -> of(running -> running.findings().watermarks().getOrDefault(number, -1L)))
                    .tag("partition", Integer.toString(partition))
                    .register(registry);
        }
        for (String store : new String[] {"sqlite", "supabase", "embedding"}) {
            gauge(
                            "evenkeel.dead.letters.open",
                            "Dead letters that are open",
                            () -> of(running ->
                                    running.deadLetters().open().byStore().getOrDefault(store, 0L)))
                    .tag("store", store)
                    .register(registry);
        }
        for (Backend backend : Backend.values()) {
            gauge(
                            "evenkeel.backend",
                            "1 for the store that is read",
                            () -> flag(control.stage()
                                    .map(Stage::backend)
                                    .filter(backend::equals)
                                    .isPresent()))
                    .tag("backend", backend.label())
                    .register(registry);
        }
        for (Stage stage : Stage.values()) {
            gauge(
                            "evenkeel.stage",
                            "1 for the stage that holds",
                            () -> flag(control.stage().filter(stage::equals).isPresent()))
                    .tag("stage", stage.label())
                    .register(registry);
        }
    }

    private static Gauge.Builder<Supplier<Number>> gauge(String name, String description, Supplier<Number> value) {
        return Gauge.builder(name, value).description(description);
    }

    private Number of(Function<Verification, Number> value) {
        return parity.running().map(value).orElse(0);
    }

    private Number mismatches(String entity, MismatchKind kind) {
        return of(running -> running.findings().open().stream()
                .filter(mismatch ->
                        mismatch.kind() == kind && mismatch.key().entity().equals(entity))
                .count());
    }

    private static Number flag(boolean holds) {
        return holds ? 1 : 0;
    }
}
