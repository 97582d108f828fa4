package io.evenkeel.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.kit.Admin;
import io.evenkeel.query.render.RecentJson;
import io.evenkeel.query.request.ListRequest;
import io.evenkeel.query.search.RecentSearches;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What was searched for lately, in all workspaces. For operators and parity-checker alone: a vector tells something of the
 * text that it was made of.
 */
@Path("/v1/search/recent")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "search")
public class RecentSearchesResource {
    private final RecentSearches recent;

    RecentSearchesResource(RecentSearches recent) {
        this.recent = recent;
    }

    /** The latest distinct searches that this instance answered, newest first. */
    @GET
    @Admin
    @Operation(
            summary = "The latest distinct searches that this instance answered, newest first, without their texts",
            description = "Needs EVENKEEL_ADMIN_TOKEN where one is set. limit is 1 to 1000, 100 unless given.")
    public ObjectNode recent(@QueryParam("limit") @Nullable String limit) {
        return RecentJson.of(recent.latest(ListRequest.limit(limit)));
    }
}
