package io.evenkeel.parity.search;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What dashboards scrape of searches; no number before the first comparison. */
@Singleton
final class SearchMetrics {
    void register(@Observes StartupEvent started, MeterRegistry registry, Searches searches) {
        Gauge.builder(
                        "evenkeel.search.recall",
                        () -> searches.last()
                                .flatMap(report -> Optional.ofNullable(report.recall()))
                                .map(Recall::value)
                                .orElse(Double.NaN))
                .description("Share of the exact nearest rows that Supabase's vector index finds")
                .register(registry);
        Gauge.builder(
                        "evenkeel.search.different",
                        () -> searches.last()
                                .map(report -> (double) report.different())
                                .orElse(Double.NaN))
                .description("Queries of the last comparison that find something else in Supabase than in SQLite")
                .register(registry);
    }
}
