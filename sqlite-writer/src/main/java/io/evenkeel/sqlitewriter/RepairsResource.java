package io.evenkeel.sqlitewriter;

import io.evenkeel.kit.Admin;
import io.evenkeel.kit.Problems;
import io.evenkeel.kit.writer.RepairAnswer;
import io.evenkeel.kit.writer.RepairRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Rows that SQLite does not hold as the log has them, for parity-checker, which people ask. */
@Path("/v1/repairs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
class RepairsResource {
    private final SqliteWriter writer;

    RepairsResource(SqliteWriter writer) {
        this.writer = writer;
    }

    @POST
    @Admin
    @Operation(summary = "Writes rows as the log has them over whatever is there, in one transaction")
    public RepairAnswer repair(@Nullable RepairRequest request) {
        if (request == null) {
            throw Problems.of(422, "invalid-request", "No such repair", "send rows and asOf")
                    .build();
        }
        return writer.repair(request);
    }
}
