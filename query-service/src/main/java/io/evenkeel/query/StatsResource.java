package io.evenkeel.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.query.request.AfterHeader;
import io.evenkeel.query.routing.Answer;
import io.evenkeel.query.routing.Observed;
import io.evenkeel.query.routing.ReadGate;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What there is to read. */
@Path("/v1/stats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "status")
public class StatsResource {
    private final ReadGate gate;
    private final Answers answers;

    StatsResource(ReadGate gate, Answers answers) {
        this.gate = gate;
        this.answers = answers;
    }

    /** The number of rows of each entity in the workspace. */
    @GET
    @Operation(summary = "The number of rows of each entity in the workspace")
    public Response stats(
            @HeaderParam(Workspace.HEADER) @DefaultValue(Entity.DEFAULT_WORKSPACE) String header,
            @HeaderParam(AfterHeader.NAME) List<String> after) {
        String workspace = Workspace.of(header);
        Answer.Served<Map<String, Long>> served =
                answers.served(gate.read(AfterHeader.parse(after), store -> Observed.of(store.counts(workspace))));
        ObjectNode body = answers.body(served).put("workspace", workspace);
        ObjectNode entities = body.putObject("entities");
        new TreeMap<>(served.value()).forEach(entities::put);
        return answers.ok(served, body);
    }
}
