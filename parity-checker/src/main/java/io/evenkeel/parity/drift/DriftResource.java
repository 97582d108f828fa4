package io.evenkeel.parity.drift;

import io.evenkeel.parity.ParityService;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What was changed past the log. */
@Path("/v1/parity/drift")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class DriftResource {
    private static final int ROWS = 1_000;

    private final ParityService parity;

    DriftResource(ParityService parity) {
        this.parity = parity;
    }

    @GET
    @Operation(summary = "What was changed past the log, and whether each store is watched")
    public DriftJson.Status drift() {
        Drift drift = parity.drift();
        DriftJournal journal = drift.journal();
        return new DriftJson.Status(
                DriftJson.watches(drift),
                journal.counts().entrySet().stream()
                        .map(count -> new DriftJson.Count(
                                count.getKey().store().label(),
                                count.getKey().entity(),
                                count.getKey().policy().label(),
                                count.getValue()))
                        .sorted(Comparator.comparing(DriftJson.Count::store).thenComparing(DriftJson.Count::entity))
                        .toList(),
                journal.rows().stream()
                        .limit(ROWS)
                        .map(row -> new DriftJson.Row(
                                row.key().entity(),
                                row.key().workspace(),
                                row.key().key(),
                                row.policy().label(),
                                drift.note(row.key()).orElse(null),
                                Objects.requireNonNull(DriftJson.origin(row))))
                        .toList(),
                journal.gaps());
    }
}
