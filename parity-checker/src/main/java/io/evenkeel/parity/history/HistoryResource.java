package io.evenkeel.parity.history;

import io.evenkeel.kit.Problems;
import io.evenkeel.parity.history.HistoryState.Mode;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What was recorded, newest first, page by page; 503 while Supabase does not answer. */
@Path("/v1/parity/history")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class HistoryResource {
    private static final Duration LATER = Duration.ofSeconds(10);

    private final History history;
    private final Recorder recorder;

    HistoryResource(History history, Recorder recorder) {
        this.history = history;
        this.recorder = recorder;
    }

    @GET
    @Path("runs")
    @Operation(summary = "Sweeps and comparisons of searches")
    public HistoryJson.Runs runs(
            @BeanParam PageAsked page,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("verdict") @Nullable String verdict) {
        List<RunRow> rows = rows(
                new HistoryQuery<>(RunRow.class, "requestedAt")
                        .with("kind", kind)
                        .with("verdict", verdict),
                page);
        return new HistoryJson.Runs(
                rows.stream().map(RunRow::recorded).toList(),
                next(rows, page, row -> new Cursor(row.requestedAt, row.id)));
    }

    @GET
    @Path("mismatches")
    @Operation(summary = "Mismatches, open or over, with both values, first and last sight")
    public HistoryJson.Mismatches mismatches(
            @BeanParam PageAsked page,
            @QueryParam("entity") @Nullable String entity,
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("id") @Nullable String id,
            @QueryParam("open") @Nullable Boolean open) {
        List<MismatchRow> rows = rows(
                new HistoryQuery<>(MismatchRow.class, "firstSeen")
                        .with("entity", entity)
                        .with("workspaceId", workspaceId)
                        .with("rowKey", id)
                        .without("closedAt", open),
                page);
        return new HistoryJson.Mismatches(
                rows.stream()
                        .map(MismatchRow::sighting)
                        .map(HistoryJson::mismatch)
                        .toList(),
                next(rows, page, row -> new Cursor(row.firstSeen, row.id)));
    }

    @GET
    @Path("repairs")
    @Operation(summary = "What was repaired, or could not be")
    public HistoryJson.Repairs repairs(
            @BeanParam PageAsked page,
            @QueryParam("entity") @Nullable String entity,
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("id") @Nullable String id,
            @QueryParam("outcome") @Nullable String outcome) {
        List<RepairRow> rows = rows(
                new HistoryQuery<>(RepairRow.class, "repairedAt")
                        .with("entity", entity)
                        .with("workspaceId", workspaceId)
                        .with("rowKey", id)
                        .with("outcome", outcome),
                page);
        return new HistoryJson.Repairs(
                rows.stream().map(RepairRow::recorded).toList(),
                next(rows, page, row -> new Cursor(row.repairedAt, row.id)));
    }

    private <R> List<R> rows(HistoryQuery<R> query, PageAsked page) {
        HistoryQuery<R> asked = query.since(page.first()).after(page.behind());
        int limit = page.size();
        if (recorder.state().mode() == Mode.OFF) {
            throw unavailable(String.valueOf(recorder.state().reason()));
        }
        try {
            return history.list(asked, limit);
        } catch (HistoryUnavailableException away) {
            throw unavailable(away.getMessage()
                    + "; what is open now stands in GET /v1/parity/mismatches, the last runs in GET /v1/parity");
        }
    }

    private static HttpProblem unavailable(String detail) {
        return Problems.unavailable("history-unavailable", detail, LATER);
    }

    private static <R> @Nullable String next(List<R> rows, PageAsked page, Function<R, Cursor> cursor) {
        return rows.size() < page.size() ? null : cursor.apply(rows.getLast()).toString();
    }
}
