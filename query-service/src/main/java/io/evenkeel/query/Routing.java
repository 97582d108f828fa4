package io.evenkeel.query;

import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.Problems;
import io.evenkeel.query.routing.Positions;
import io.evenkeel.query.routing.ReadGate;
import io.evenkeel.query.routing.Route;
import io.evenkeel.query.routing.Waiting;
import io.evenkeel.query.search.EmbeddingClient;
import io.evenkeel.query.search.Search;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Wires the gate to the control log and to the stores. */
@Singleton
class Routing {
    private final QueryConfig config;
    private final ControlFollower control;

    Routing(QueryConfig config, ControlFollower control) {
        this.config = config;
        this.control = control;
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
    Search search(ReadGate gate) {
        return new Search(gate, new EmbeddingClient(config.embeddingUrl(), config.embeddingTimeout()));
    }
}
