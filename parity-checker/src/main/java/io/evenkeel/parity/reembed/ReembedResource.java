package io.evenkeel.parity.reembed;

import io.evenkeel.contract.control.ModelDecision;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.kit.Admin;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.Stores;
import io.evenkeel.parity.reembed.Reembed.Which;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Which model makes the vectors, and rebuilding them. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class ReembedResource {
    private static final String WHO = "operator";

    private final ParityService parity;
    private final Stores stores;
    private final Clock clock;

    ReembedResource(ParityService parity, Stores stores, Clock clock) {
        this.parity = parity;
        this.stores = stores;
        this.clock = clock;
    }

    @GET
    @Path("models")
    @Operation(summary = "Which model makes the log's vectors, and what made those that each store was brought")
    public ReembedJson.Models models() {
        Map<String, List<ReembedJson.Origin>> origins = new LinkedHashMap<>();
        stores.scanners().forEach((backend, scanner) -> {
            try {
                origins.put(
                        backend.label(),
                        ReembedJson.origins(scanner.vectorOrigins().value()));
            } catch (StoreUnavailableException unreachable) {
                // The others are still worth an answer, and GET /v1/parity says that this one is not reached.
            }
        });
        ModelDecision decision = asking(() -> parity.reembeds().model()).orElse(null);
        return ReembedJson.models(decision, origins);
    }

    @POST
    @Path("reembeds")
    @Admin
    @Operation(summary = "Rebuilds vectors through the log, or moves the log to another model")
    public Response begin(ReembedJson.@Nullable Request request) {
        String model = request == null ? null : request.model();
        if (model != null && !ModelDecision.isModel(model)) {
            throw Problems.of(
                            422,
                            "no-model-identity",
                            "No identity of a model",
                            "'" + model
                                    + "' is not one; send name@digest as GET /q/health of embedding-service says it")
                    .with("pointer", "/model")
                    .build();
        }
        Reembed begun = asking(() -> parity.reembeds().begin(model, which(request), WHO));
        return Response.accepted(ReembedJson.status(begun, clock.instant()))
                .location(URI.create("/v1/reembeds/last"))
                .build();
    }

    @GET
    @Path("reembeds/last")
    @Operation(summary = "Where the rebuild stands that runs, or ran last")
    public ReembedJson.Status last() {
        return parity.reembeds()
                .last()
                .map(reembed -> ReembedJson.status(reembed, clock.instant()))
                .orElseThrow(() -> Problems.of(404, "no-reembed", "No rebuild", "no vectors were rebuilt yet")
                        .build());
    }

    @POST
    @Path("reembeds/last/stop")
    @Admin
    @Operation(summary = "Stops the rebuild that runs; what was rebuilt stays")
    public ReembedJson.Status stop() {
        return ReembedJson.status(asking(() -> parity.reembeds().stopLast()), clock.instant());
    }

    private static Which which(ReembedJson.@Nullable Request request) {
        String vectors = request == null ? null : request.vectors();
        if (vectors == null) {
            return request == null || request.model() == null ? Which.ALL : Which.OTHERS;
        }
        return switch (vectors) {
            case "all" -> Which.ALL;
            case "others" -> Which.OTHERS;
            default ->
                throw Problems.of(422, "no-such-vectors", "No such vectors", "send vectors as all or others")
                        .with("pointer", "/vectors")
                        .build();
        };
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (Reembeds.RefusedException refused) {
            throw Problems.of(409, refused.code(), "Not now", String.valueOf(refused.getMessage()))
                    .build();
        } catch (KafkaException unavailable) {
            throw Problems.unavailable(
                    "kafka-unavailable", "Kafka does not answer: " + unavailable.getMessage(), Duration.ofSeconds(5));
        }
    }
}
