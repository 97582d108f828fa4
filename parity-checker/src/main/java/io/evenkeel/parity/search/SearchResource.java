package io.evenkeel.parity.search;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.kit.Admin;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.ParityService;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Whether searches find the same in both stores. */
@Path("/v1/parity/searches")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
class SearchResource {
    private static final String RECENT = "recent";
    private static final int DEFAULT_K = 10;
    private static final int MOST_K = 100;
    private static final int DEFAULT_SAMPLE = 50;
    private static final int MOST_QUERIES = 1_000;

    /** What to search by. */
    private sealed interface Asked {
        record Stored(int count) implements Asked {}

        record Recent(int most) implements Asked {}

        record Given(List<SearchQuery> queries) implements Asked {}
    }

    private final Searches searches;
    private final RecentSearches recent;
    private final ParityService parity;
    private final Catalogue catalogue;

    SearchResource(Searches searches, RecentSearches recent, ParityService parity, Catalogue catalogue) {
        this.searches = searches;
        this.recent = recent;
        this.parity = parity;
        this.catalogue = catalogue;
    }

    @POST
    @Admin
    @Operation(
            summary =
                    "Starts a comparison of searches in both stores, with given vectors, those of stored rows, or recent"
                            + " searches")
    public Response begin(SearchJson.@Nullable Request request) {
        int k = within("/k", request == null ? null : request.k(), DEFAULT_K, MOST_K);
        Asked asked = asked(request);
        parity.ledger();
        if (!parity.comparing()) {
            throw Problems.of(
                            409,
                            "nothing-to-compare",
                            "Nothing to compare",
                            parity.facts().reason() + "; searches are compared in both stores")
                    .build();
        }
        Optional<SearchReport> begun = switch (asked) {
            case Asked.Stored stored -> searches.sample(stored.count(), k);
            case Asked.Recent latest -> searches.recent(recent.take(latest.most()), k);
            case Asked.Given given -> searches.request(given.queries(), k);
        };
        SearchReport report = begun.orElseThrow(() -> Problems.of(
                        429, "too-many-searches", "Too many comparisons", "wait until those that are queued have ended")
                .build());
        return Response.accepted(SearchJson.status(report))
                .location(URI.create("/v1/parity/searches/" + report.id()))
                .build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Where a comparison of searches stands, and what it found")
    public SearchJson.Status get(@PathParam("id") String id) {
        return searches.find(id)
                .map(SearchJson::status)
                .orElseThrow(() -> Problems.of(
                                404, "no-such-search", "No such comparison", "only the last comparisons are remembered")
                        .build());
    }

    private Asked asked(SearchJson.@Nullable Request request) {
        Integer sample = request == null ? null : request.sample();
        SearchJson.Queries queries = request == null ? null : request.queries();
        if (queries == null) {
            return new Asked.Stored(within("/sample", sample, DEFAULT_SAMPLE, MOST_QUERIES));
        }
        int most = within("/sample", sample, MOST_QUERIES, MOST_QUERIES);
        if (queries.word() == null) {
            return new Asked.Given(queries(queries.given()));
        }
        if (!queries.word().equals(RECENT)) {
            throw refused("/queries", "send \"recent\" or queries, not \"" + queries.word() + "\"");
        }
        return new Asked.Recent(most);
    }

    private List<SearchQuery> queries(List<SearchJson.Query> given) {
        if (given.isEmpty() || given.size() > MOST_QUERIES) {
            throw refused(
                    "/queries",
                    "send 1 to " + MOST_QUERIES + " queries, or \"recent\", or none at all for stored vectors");
        }
        List<SearchQuery> queries = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            SearchJson.Query query = given.get(i);
            String pointer = "/queries/" + i;
            float[] components = query.vector();
            Vector vector = Vector.of(components == null ? new float[0] : components);
            if (!vector.isUsable()) {
                throw refused(pointer + "/vector", "send a vector of finite numbers that are not all zero");
            }
            String workspace = query.workspace() == null ? Entity.DEFAULT_WORKSPACE : query.workspace();
            List<Entity> entities = catalogue.entities().stream()
                    .filter(entity -> query.entity() == null || query.entity().equals(entity.name()))
                    .filter(entity -> SearchedVectors.column(entity)
                            .filter(column -> column.dimensions() == vector.dimensions())
                            .isPresent())
                    .toList();
            if (entities.isEmpty()) {
                throw refused(
                        pointer,
                        (query.entity() == null ? "no entity" : "'" + query.entity() + "' is no entity that")
                                + " has vectors of " + vector.dimensions() + " dimensions");
            }
            entities.forEach(entity -> queries.add(new SearchQuery(entity.name(), workspace, vector)));
        }
        return queries;
    }

    private static int within(String pointer, @Nullable Integer given, int otherwise, int most) {
        int value = given == null ? otherwise : given;
        if (value < 1 || value > most) {
            throw refused(pointer, "send 1 to " + most + ", not " + value);
        }
        return value;
    }

    private static HttpProblem refused(String pointer, String detail) {
        return Problems.of(422, "no-such-query", "Not to be searched by", detail)
                .with("pointer", pointer)
                .build();
    }
}
