package io.evenkeel.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.ListQuery;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.query.render.RowJson;
import io.evenkeel.query.request.AfterHeader;
import io.evenkeel.query.request.Cursor;
import io.evenkeel.query.request.EntityPath;
import io.evenkeel.query.request.ListRequest;
import io.evenkeel.query.routing.Answer;
import io.evenkeel.query.routing.Observed;
import io.evenkeel.query.routing.ReadGate;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Rows: one by its key, or a list. */
@Path("/v1/{entity}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "rows")
public class RowsResource {
    private final Catalogue catalogue;
    private final ReadGate gate;
    private final Answers answers;

    RowsResource(Catalogue catalogue, ReadGate gate, Answers answers) {
        this.catalogue = catalogue;
        this.gate = gate;
        this.answers = answers;
    }

    /** The row as an object by its Supabase column names; 404 when it is not there. */
    @GET
    @Path("/{key: .+}")
    @Operation(summary = "A row by its key")
    public Response get(
            @PathParam("entity") String entityName,
            @PathParam("key") String keyText,
            @HeaderParam(Workspace.HEADER) @DefaultValue(Entity.DEFAULT_WORKSPACE) String workspace,
            @HeaderParam(AfterHeader.NAME) List<String> after) {
        Entity entity = EntityPath.entity(catalogue, entityName);
        RowKey key = EntityPath.key(entity, Workspace.of(workspace), keyText);
        Answer.Served<Optional<Row>> served =
                answers.served(gate.read(AfterHeader.parse(after), store -> Observed.of(store.get(key))));
        Row row = served.value()
                .orElseThrow(() -> answers.notFound(
                        served, "workspace " + key.workspace() + " has no row " + key.key() + " in " + entity.name()));
        return answers.ok(served, RowJson.of(entity, row));
    }

    /** A page of rows in key order. */
    @GET
    @Operation(
            summary = "A page of rows in key order",
            description = "Every further query parameter is a condition on a column, as PostgREST writes them:"
                    + " column=value, column=gte.value (eq, neq, gt, gte, lt, lte, like, ilike), column=is.null,"
                    + " column=not.is.null. Also limit (1 to 1000, 100 unless given) and cursor (what stood in next).")
    public Response list(
            @PathParam("entity") String entityName,
            @HeaderParam(Workspace.HEADER) @DefaultValue(Entity.DEFAULT_WORKSPACE) String workspace,
            @HeaderParam(AfterHeader.NAME) List<String> after,
            @Context UriInfo uri) {
        Entity entity = EntityPath.entity(catalogue, entityName);
        ListQuery query = ListRequest.parse(entity, Workspace.of(workspace), uri.getQueryParameters());
        Answer.Served<List<Row>> served =
                answers.served(gate.read(AfterHeader.parse(after), store -> Observed.of(store.list(query))));
        ObjectNode body = answers.body(served);
        ArrayNode rows = body.putArray("rows");
        served.value().forEach(row -> rows.add(RowJson.of(entity, row)));
        boolean full = served.value().size() == query.limit();
        body.put(
                "next",
                full
                        ? Cursor.after(
                                entity.name(), served.value().getLast().key().key())
                        : null);
        return answers.ok(served, body);
    }
}
