package io.evenkeel.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import io.evenkeel.kit.Problems;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Where applications send events. */
@Path("/v1/events")
public class EventsResource {
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final Duration OPENING = Duration.ofSeconds(10);

    private final Ingestion ingestion;
    private final OpenLog log;
    private final IngestConfig config;

    EventsResource(Ingestion ingestion, OpenLog log, IngestConfig config) {
        this.ingestion = ingestion;
        this.log = log;
        this.config = config;
    }

    /** Publishes the events of the body that the gate accepts. */
    @POST
    @Blocking
    @Operation(
            summary = "Publish events",
            description = "One structured or binary CloudEvent, a batch, or lines of any number (NDJSON, streamed).")
    @RequestBody(
            content = {
                @Content(mediaType = EventBody.STRUCTURED),
                @Content(mediaType = EventBody.BATCH),
                @Content(mediaType = EventBody.LINES),
                @Content(mediaType = EventBody.BINARY)
            })
    @APIResponse(
            responseCode = "202",
            description =
                    "At least one event is in the log, or there were none. `receipts` says where; `rejected` holds"
                            + " the refused ones, which the header Evenkeel-Rejected counts.")
    @APIResponse(responseCode = "400", description = "The body is malformed.")
    @APIResponse(responseCode = "413", description = "The body is too large.")
    @APIResponse(responseCode = "415", description = "The content type is not supported.")
    @APIResponse(responseCode = "422", description = "Every event was refused; `rejected` says why.")
    @APIResponse(responseCode = "503", description = "Kafka did not take every event; `receipts` holds those it took.")
    public Response publish(
            @Parameter(description = "The tenant; `default` when it is left out.")
                    @HeaderParam("Evenkeel-Workspace")
                    @Nullable
                    String workspace,
            @Context HttpHeaders headers,
            InputStream body)
            throws IOException, InterruptedException {
        String tenant = workspace == null ? Entity.DEFAULT_WORKSPACE : workspace;
        refuseBeyondAscii(tenant);
        Arrivals arrivals = new EventBody(
                        headers.getRequestHeaders(), body, config.maxBatch().asLongValue())
                .open();
        OptionalLong epoch = log.epoch(OPENING);
        if (epoch.isEmpty()) {
            throw Problems.unavailable(
                    "log-unavailable",
                    "Kafka does not answer, so nothing was published; send the events again later.",
                    config.retryAfter());
        }
        return answer(ingestion.run(arrivals, tenant, epoch.getAsLong()));
    }

    /** HTTP does not say which characters such bytes are, so they would name another tenant than the caller's. */
    private static void refuseBeyondAscii(String workspace) {
        if (workspace.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw Problems.of(
                            422,
                            ProblemCode.INVALID_ATTRIBUTE.at(
                                    "/" + EventRecords.WORKSPACE,
                                    "Header Evenkeel-Workspace holds characters beyond ASCII; name a workspace without"
                                            + " them, or write the event to Kafka."))
                    .build();
        }
    }

    private Response answer(Outcome outcome) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        Response.ResponseBuilder response;
        Problem problem = outcome.allRejected();
        if (outcome.failure() != null) {
            describe(
                    head,
                    503,
                    "urn:evenkeel:problem:log-unavailable",
                    "Not available now",
                    "Kafka did not take every event (" + outcome.failure()
                            + "); send those without a receipt again later.");
            response = Response.status(503)
                    .type(PROBLEM_JSON)
                    .header(HttpHeaders.RETRY_AFTER, config.retryAfter().toSeconds());
        } else if (problem != null) {
            describe(head, 422, problem.type(), problem.title(), problem.detail());
            head.put("pointer", problem.pointer());
            response = Response.status(422).type(PROBLEM_JSON);
        } else {
            response = Response.accepted().type("application/json");
        }
        if (outcome.rejects() > 0) {
            response.header("Evenkeel-Rejected", outcome.rejects());
        }
        StreamingOutput body = out -> {
            try (outcome) {
                outcome.writeTo(head, out);
            }
        };
        return response.entity(body).build();
    }

    private static void describe(ObjectNode head, int status, String type, String title, String detail) {
        head.put("type", type).put("title", title).put("status", status).put("detail", detail);
    }
}
