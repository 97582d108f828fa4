package io.evenkeel.parity.repair;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.kit.Admin;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.ParityService;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Rows that are not as the log has them, put right. */
@Path("/v1/parity/repairs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
class RepairResource {
    private static final String WHO = "operator";
    private static final int LONGEST_LIST = 10_000;

    private final ParityService parity;
    private final Catalogue catalogue;

    RepairResource(ParityService parity, Catalogue catalogue) {
        this.parity = parity;
        this.catalogue = catalogue;
    }

    @POST
    @Admin
    @Operation(
            summary = "Has the writers put rows right as the log has them, and looks again",
            description =
                    "At most 1,000 rows at a time. What a later event has changed meanwhile stays, and so does what a"
                            + " store has refused: that is replayed. 200 whatever became of the rows; the results say it")
    public RepairJson.Answer repair(RepairJson.@Nullable Request request) {
        Repairs repairs = parity.repairs();
        RepairSelection selection = RepairSelection.of(request, catalogue, repairs.open());
        String reason = parity.notComparing();
        if (reason != null) {
            throw Problems.of(
                            409, "nothing-to-compare", "Nothing to compare", reason + "; a repair compares both stores")
                    .build();
        }
        if (!parity.letters().open().read()) {
            throw Problems.unavailable("starting", "the dead letters are being read", Duration.ofSeconds(2));
        }
        boolean dryRun = request != null && Boolean.TRUE.equals(request.dryRun());
        List<Repaired> repaired = repairs.repair(selection.rows(), dryRun, WHO);
        return RepairJson.answer(dryRun, repaired, selection.left());
    }

    @GET
    @Operation(summary = "What was repaired, or could not be, newest first, at most 10,000")
    public RepairJson.History repairs(@QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 0 || limit > LONGEST_LIST) {
            throw Problems.of(422, "invalid-limit", "No such limit", "limit is 0 to " + LONGEST_LIST)
                    .build();
        }
        return new RepairJson.History(parity.repairs().last(limit));
    }
}
