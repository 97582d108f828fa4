package io.evenkeel.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.query.render.HitJson;
import io.evenkeel.query.request.AfterHeader;
import io.evenkeel.query.request.InvalidRequestException;
import io.evenkeel.query.routing.Answer;
import io.evenkeel.query.search.Search;
import io.evenkeel.query.search.SearchRequest;
import io.evenkeel.query.search.SearchSyntax;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Search by meaning. */
@Path("/v1/search")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "search")
public class SearchResource {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Catalogue catalogue;
    private final Search search;
    private final Answers answers;

    SearchResource(Catalogue catalogue, Search search, Answers answers) {
        this.catalogue = catalogue;
        this.search = search;
        this.answers = answers;
    }

    /** The nearest rows of all entities that have vectors, best first. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The rows nearest in meaning to a text",
            description = "An object of query (a text) or vector (an array of numbers); k (1 to 1000, 10 unless given);"
                    + " mode (semantic); filter (columns and the values they equal, and entity to search only one);"
                    + " backend (sqlite or supabase, to compare).")
    public Response search(
            String body,
            @HeaderParam(Workspace.HEADER) @DefaultValue(Entity.DEFAULT_WORKSPACE) String workspace,
            @HeaderParam(AfterHeader.NAME) List<String> after) {
        SearchRequest request = new SearchSyntax(catalogue).parse(json(body));
        Answer.Served<List<ScoredRow>> served =
                answers.served(search.run(request, Workspace.of(workspace), AfterHeader.parse(after)));
        ObjectNode result = answers.body(served);
        ArrayNode hits = result.putArray("hits");
        served.value()
                .forEach(hit ->
                        hits.add(HitJson.of(catalogue.entity(hit.row().key().entity()), hit)));
        return answers.ok(served, result);
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw InvalidRequestException.malformed("it is not JSON: " + malformed.getOriginalMessage());
        }
    }
}
