package io.evenkeel.query;

import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.Problems;
import io.evenkeel.query.routing.Positions;
import io.evenkeel.query.routing.ReadGate;
import io.evenkeel.query.routing.Route;
import io.evenkeel.query.routing.Waiting;
import io.evenkeel.query.search.EmbeddingClient;
import io.evenkeel.query.search.RecentSearches;
import io.evenkeel.query.search.Search;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires the gate to the control log and to the stores, and searches to both. */
@Singleton
class Routing {
    private final QueryConfig config;
    private final ControlFollower control;

    Routing(QueryConfig config, ControlFollower control) {
        this.config = config;
        this.control = control;
    }

    /** Refuses a setting at the start and not at the first search. */
    void check(@Observes StartupEvent started) {
        if (config.recent() < 0 || config.recent() > RecentSearches.MOST) {
            throw new IllegalStateException("evenkeel.query.recent (EVENKEEL_QUERY_RECENT) is " + config.recent()
                    + "; set 0 to " + RecentSearches.MOST);
        }
    }

    /** The route in force; a problem (503) while none is known. */
    Route route() {
        if (!control.ready()) {
            throw notNow("starting", "the control log has not been read to its end yet");
        }
        return control.committed()
                .map(decision -> new Route(decision.stage(), decision.term(), Positions.of(decision.barrier())))
                .orElseThrow(() -> notNow(
                        "undecided",
                        "the control log holds no decision yet; parity-checker writes the first when it starts"));
    }

    private ProblemAnswer notNow(String code, String detail) {
        return new ProblemAnswer(Problems.unavailable(code, detail, config.retryAfter()));
    }

    @Produces
    @Singleton
    ReadGate gate(Stores stores) {
        return new ReadGate(this::route, stores.readers(), config.patience(), config.fallback(), Waiting.SYSTEM);
    }

    @Produces
    @Singleton
    RecentSearches recent() {
        return new RecentSearches(config.recent());
    }

    @Produces
    @Singleton
    Search search(ReadGate gate, RecentSearches recent, Clock clock) {
        return new Search(gate, new EmbeddingClient(config.embeddingUrl(), config.embeddingTimeout()), recent, clock);
    }
}
