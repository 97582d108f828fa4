package io.evenkeel.parity.cutover;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.kit.Admin;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.Stores;
import io.evenkeel.parity.certificate.Certificates;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The stage of the migration, and its changes. */
@Path("/v1/cutover")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
class CutoverResource {
    private static final int LONGEST_REASON = 1_000;

    private final CutoverService cutover;
    private final ControlFollower control;
    private final Stores stores;
    private final Certificates certificates;

    CutoverResource(CutoverService cutover, ControlFollower control, Stores stores, Certificates certificates) {
        this.certificates = certificates;
        this.cutover = cutover;
        this.control = control;
        this.stores = stores;
    }

    @GET
    @Operation(summary = "The stage that holds, and the gates towards the other backend")
    public CutoverJson.Status status() {
        CutoverProtocol protocol = cutover.protocol();
        ControlRecord holds = control.committed()
                .orElseThrow(() -> Problems.unavailable(
                        "starting", "the control log has not been read yet", Duration.ofSeconds(1)));
        return CutoverJson.status(
                holds,
                control.state().prepared() != null,
                protocol.gates(holds.stage()),
                cutover.contradiction(holds),
                cutover.certificate(holds));
    }

    @POST
    @Admin
    @Operation(summary = "Moves to another stage, once the gates and a barrier through the log allow it")
    public CutoverJson.Answer move(CutoverJson.@Nullable Request request) {
        CutoverProtocol.Asked asked = asked(request);
        try {
            return switch (cutover.move(asked)) {
                case Outcome.Unchanged unchanged ->
                    CutoverJson.unchanged(unchanged, cutover.certificate(unchanged.holds()));
                case Outcome.Planned planned -> CutoverJson.planned(planned, cutover.certificate(planned.holds()));
                case Outcome.Done done -> CutoverJson.committed(done, cutover.certificate(done.record()));
                case Outcome.NoWay noWay -> throw noWay(noWay);
                case Outcome.Refused refused ->
                    throw refused("cutover-refused", "The gates refuse the cutover", refused.move(), refused.gates());
                case Outcome.TimedOut timedOut ->
                    throw refused(
                            "barrier-not-applied",
                            "The new backend did not apply the barrier in time; nothing was changed",
                            timedOut.move(),
                            timedOut.gates());
            };
        } catch (CutoverProtocol.BusyException busy) {
            throw Problems.of(409, "flip-under-way", "A flip is under way", String.valueOf(busy.getMessage()))
                    .build();
        } catch (ControlLog.LostControlException lost) {
            throw Problems.of(409, "not-the-decider", "Another checker decides", String.valueOf(lost.getMessage()))
                    .build();
        } catch (KafkaException unavailable) {
            throw Problems.unavailable(
                    "kafka-unavailable",
                    "the control log cannot be written: " + unavailable.getMessage()
                            + "; look at GET /v1/cutover before asking again",
                    Duration.ofSeconds(5));
        }
    }

    @GET
    @Path("certificates/{id}")
    @Operation(summary = "The certificate of a decision; a 404 until the ledger has come to its barrier")
    public String certificate(@PathParam("id") String id) {
        return certificates.get(id);
    }

    private CutoverProtocol.Asked asked(CutoverJson.@Nullable Request request) {
        String requested = request == null ? null : request.stage();
        Stage stage = RequestedStage.parse(requested == null ? "" : requested)
                .orElseThrow(() -> Problems.of(
                                422,
                                "stage-not-available",
                                "No such stage to move to",
                                "send stage as one of " + String.join(", ", RequestedStage.AVAILABLE))
                        .with("available", RequestedStage.AVAILABLE)
                        .with("pointer", "/stage")
                        .build());
        if (stage.writes(Backend.SUPABASE) && !stores.scanners().containsKey(Backend.SUPABASE)) {
            throw Problems.of(
                            422,
                            "supabase-not-configured",
                            "No Supabase is configured",
                            "set SUPABASE_DB_URL for all services, and restart them")
                    .build();
        }
        boolean force = request != null && Boolean.TRUE.equals(request.force());
        String reason = request == null ? null : request.reason();
        if (force && (reason == null || reason.isBlank())) {
            throw Problems.of(422, "reason-required", "A reason is required", "force needs a reason; it is recorded")
                    .with("pointer", "/reason")
                    .build();
        }
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw Problems.of(
                            422,
                            "reason-too-long",
                            "The reason is too long",
                            "a reason has at most " + LONGEST_REASON + " characters, not " + reason.length())
                    .with("pointer", "/reason")
                    .build();
        }
        boolean dryRun = request != null && Boolean.TRUE.equals(request.dryRun());
        return new CutoverProtocol.Asked(stage, dryRun, force, "operator", reason);
    }

    private static HttpProblem noWay(Outcome.NoWay noWay) {
        return Problems.of(
                        409,
                        "stage-order",
                        "There is no way from this stage to that one",
                        "the stage is " + noWay.from().label() + "; "
                                + noWay.to().label() + " cannot follow it directly: move to dual-write first")
                .build();
    }

    private static HttpProblem refused(String code, String title, Move move, List<Gate> gates) {
        String failed = gates.stream()
                .filter(Gate::blocks)
                .map(gate -> gate.name() + " is " + gate.value() + ", and must be " + gate.limit())
                .collect(Collectors.joining("; "));
        return Problems.of(409, code, title, failed)
                .with("from", move.from().label())
                .with("to", move.to().label())
                .with("gates", gates)
                .build();
    }
}
