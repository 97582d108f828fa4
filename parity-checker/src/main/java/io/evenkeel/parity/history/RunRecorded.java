package io.evenkeel.parity.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.parity.search.Recall;
import io.evenkeel.parity.search.SearchReport;
import io.evenkeel.parity.sweep.SweepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run: a comparison of all content, or of searches. What the other kind has is null.
 *
 * @param id the run's
 * @param kind {@code sweep} or {@code search}
 * @param state {@code running}, {@code done}, {@code stopped} or {@code failed}
 * @param verdict {@code verified}, {@code stale} or {@code not_verified}; null before the end
 * @param reason why it cannot vouch for everything, or failed; null when neither
 * @param epoch the log's
 * @param entities the only entities of a sweep; empty for all
 * @param workspaceId the only workspace of a sweep; null for all
 * @param since a sweep's: only rows that events of then or later changed last; null for all
 * @param load a sweep's share of the time, where it was asked for another than is set
 * @param requestedAt when it was asked for
 * @param startedAt when it began, or null
 * @param seconds how long it has run
 * @param rowsCompared how many rows a sweep compared so far
 * @param rowsExpected about how many there are
 * @param mismatches how many it found, of those that it lists
 * @param source where the queries of a search come from, {@code given}, {@code sampled} or {@code recent}
 * @param k how many of the nearest rows were compared
 * @param queries how many were compared, of which
 * @param equal found the same,
 * @param different did not,
 * @param inFlight could not be told
 * @param recallFound how many of the exact rows Supabase's index found
 * @param recallWanted of how many
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record RunRecorded(
        UUID id,
        String kind,
        String state,
        @Nullable String verdict,
        @Nullable String reason,
        long epoch,
        List<String> entities,
        @Nullable String workspaceId,
        @Nullable Instant since,
        @Nullable Double load,
        Instant requestedAt,
        @Nullable Instant startedAt,
        double seconds,
        @Nullable Long rowsCompared,
        @Nullable Long rowsExpected,
        @Nullable Long mismatches,
        @Nullable String source,
        @Nullable Integer k,
        @Nullable Long queries,
        @Nullable Long equal,
        @Nullable Long different,
        @Nullable Long inFlight,
        @Nullable Long recallFound,
        @Nullable Long recallWanted)
        implements Recorded {
    static final String SWEEP = "sweep";
    static final String SEARCH = "search";

    RunRecorded {
        entities = List.copyOf(entities);
    }

    static RunRecorded of(SweepReport sweep, long epoch) {
        return new RunRecorded(
                UUID.fromString(sweep.id()),
                SWEEP,
                switch (sweep.state()) {
                    case QUEUED, WAITING, COMPARING -> "running";
                    case DONE -> "done";
                    case STOPPED -> "stopped";
                    case FAILED -> "failed";
                },
                sweep.ended() ? sweep.verdict() : null,
                Excerpt.of(sweep.reason()),
                epoch,
                sweep.request().entities(),
                sweep.request().workspace(),
                sweep.request().since(),
                sweep.request().load(),
                sweep.requestedAt(),
                sweep.startedAt(),
                seconds(sweep.took()),
                sweep.rowsCompared(),
                sweep.rowsExpected(),
                (long) sweep.mismatches().size(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static RunRecorded of(SearchReport search, long epoch) {
        Recall recall = search.recall();
        return new RunRecorded(
                UUID.fromString(search.id()),
                SEARCH,
                search.state().name().toLowerCase(Locale.ROOT),
                search.ended() ? search.verdict() : null,
                Excerpt.of(search.reason()),
                epoch,
                List.of(),
                null,
                null,
                null,
                search.startedAt(),
                search.startedAt(),
                seconds(search.took()),
                null,
                null,
                null,
                search.source().name().toLowerCase(Locale.ROOT),
                search.k(),
                search.queries(),
                search.equal(),
                search.different(),
                search.inFlight(),
                recall == null ? null : recall.found(),
                recall == null ? null : recall.wanted());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }
}
