package io.evenkeel.parity.search;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.parity.search.SearchReport.Difference;
import io.evenkeel.parity.search.SearchReport.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The documents of search parity. */
public final class SearchJson {
    private SearchJson() {}

    /**
     * What is asked for.
     *
     * @param k how many of the nearest rows to compare, 1 to 100; 10 when absent
     * @param sample how many stored vectors to search by, 1 to 1000, where no queries are given; 50 when absent. Of recent
     *     searches how many of the latest; all when absent
     * @param queries what to search by instead
     */
    record Request(
            @Nullable Integer k,
            @Nullable Integer sample,
            @Nullable Queries queries) {}

    /** What to search by: 1 to 1000 queries, or a word for those that are remembered elsewhere. */
    @Schema(
            oneOf = {String.class, Query[].class},
            description = "recent, for the latest searches of query-service, or 1 to 1000 queries")
    static final class Queries {
        private final @Nullable String word;
        private final List<Query> given;

        private Queries(@Nullable String word, List<Query> given) {
            this.word = word;
            this.given = List.copyOf(given);
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Queries of(String word) {
            return new Queries(word, List.of());
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Queries of(List<Query> given) {
            return new Queries(null, given);
        }

        /** The word, or null where queries were sent. */
        @Nullable
        String word() {
            return word;
        }

        /** What was sent; none where a word was. */
        List<Query> given() {
            return given;
        }
    }

    /**
     * A query.
     *
     * @param entity what to search; every entity with vectors of these dimensions when absent
     * @param workspace the tenant; {@code default} when absent
     * @param vector what to be near to
     */
    record Query(@Nullable String entity, @Nullable String workspace, float @Nullable [] vector) {}

    /**
     * A comparison.
     *
     * @param id its id
     * @param state {@code running}, {@code done} or {@code failed}
     * @param verdict {@code verified}, {@code stale} when a query could not be judged, {@code not_verified}; null before
     *     the end
     * @param source {@code given}, {@code sampled}: vectors of stored rows, or {@code recent}: what query-service answered
     * @param k how many of the nearest rows are compared
     * @param queries how many were compared, of which
     * @param equal found exactly the same,
     * @param different did not,
     * @param inFlight could not be told, because rows kept changing
     * @param recall of Supabase's index against its exact answers; null when nothing was found
     * @param differences the first of those that differ
     * @param instances where recent searches came from, and how many of them are compared; none for other sources
     * @param startedAt when it was asked for
     * @param seconds how long it has run
     * @param reason why it failed or ended early; null otherwise
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Status(
            String id,
            String state,
            @Nullable String verdict,
            String source,
            int k,
            long queries,
            long equal,
            long different,
            long inFlight,
            @Nullable RecallJson recall,
            List<Difference> differences,
            List<Instance> instances,
            Instant startedAt,
            double seconds,
            @Nullable String reason) {}

    /**
     * A share with Wilson's score interval.
     *
     * @param value the share
     * @param low the interval's lower end
     * @param high its upper end
     * @param confidence 0.95
     * @param found how many rows
     * @param wanted of how many
     */
    public record RecallJson(double value, double low, double high, double confidence, long found, long wanted) {}

    static Status status(SearchReport report) {
        return new Status(
                report.id(),
                report.state().name().toLowerCase(Locale.ROOT),
                report.ended() ? report.verdict() : null,
                report.source().name().toLowerCase(Locale.ROOT),
                report.k(),
                report.queries(),
                report.equal(),
                report.different(),
                report.inFlight(),
                Optional.ofNullable(report.recall())
                        .map(recall -> new RecallJson(
                                recall.value(), recall.low(), recall.high(), 0.95, recall.found(), recall.wanted()))
                        .orElse(null),
                report.differences(),
                report.instances(),
                report.startedAt(),
                report.took().toMillis() / 1_000.0,
                report.reason());
    }

    /** The same without the differences, for an overview. */
    public static Status summary(SearchReport report) {
        Status status = status(report);
        return new Status(
                status.id(),
                status.state(),
                status.verdict(),
                status.source(),
                status.k(),
                status.queries(),
                status.equal(),
                status.different(),
                status.inFlight(),
                status.recall(),
                List.of(),
                status.instances(),
                status.startedAt(),
                status.seconds(),
                status.reason());
    }
}
