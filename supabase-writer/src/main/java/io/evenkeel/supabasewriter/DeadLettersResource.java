package io.evenkeel.supabasewriter;

import io.evenkeel.kit.Admin;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What Supabase refused, for parity-checker, which people ask. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
class DeadLettersResource {
    private final SupabaseWriter writer;

    DeadLettersResource(SupabaseWriter writer) {
        this.writer = writer;
    }

    @POST
    @Path("replay")
    @Admin
    @Operation(summary = "Writes what Supabase has missed of a dead letter, and closes the letter")
    public ReplayAnswer replay(ReplayRequest request) {
        return writer.replay(request);
    }
}
