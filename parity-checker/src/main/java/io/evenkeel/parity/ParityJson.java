package io.evenkeel.parity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.parity.drift.DriftJson;
import io.evenkeel.parity.drift.DriftedRow;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.history.HistoryJson;
import io.evenkeel.parity.search.SearchJson;
import io.evenkeel.parity.sweep.SweepReport;
import io.evenkeel.parity.sweep.SweepRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The documents of the parity API. */
final class ParityJson {
    private ParityJson() {}

    /**
     * Whether both stores hold what the log says.
     *
     * @param verdict {@code not_verified}, {@code verified} or {@code stale}
     * @param reason why
     * @param ageSeconds how long ago everything was last as it should be; null when it never was
     * @param lagSeconds the age of the oldest event that was not compared yet
     * @param mismatches how many are open
     * @param verified the verified watermark of each partition, as {@code epoch:partition:offset}
     * @param partitions where each partition stands, in offsets of {@code evenkeel.events}
     * @param stores by store
     * @param deadLetters how many are open, by the store that refused them
     * @param lastSweep the sweep that ended last, or null
     * @param lastSearch the comparison of searches that was done last, without its differences, or null
     * @param history how the record of all that in Supabase goes
     * @param drift by store, whether it is watched for changes past the log
     */
    record Status(
            String verdict,
            String reason,
            @Nullable Double ageSeconds,
            double lagSeconds,
            int mismatches,
            List<String> verified,
            List<Partition> partitions,
            Map<String, StoreStatus> stores,
            Map<String, Long> deadLetters,
            @Nullable SweepSummary lastSweep,
            SearchJson.@Nullable Status lastSearch,
            HistoryJson.State history,
            Map<String, DriftJson.Watch> drift) {}

    /**
     * One partition; -1 where nothing was reached yet.
     *
     * @param partition its number
     * @param end the offset that the next event will have
     * @param ledger the last event in the ledger
     * @param verified the last event up to which everything was compared
     */
    record Partition(int partition, long end, long ledger, long verified) {}

    /**
     * One store.
     *
     * @param reachable whether it answered just now
     * @param positions the last event applied in each partition, as {@code epoch:partition:offset}
     * @param lagEvents how many offsets of events it is behind the log; null when it did not answer
     * @param deadLetters how many change sets it has refused that are open
     */
    record StoreStatus(
            boolean reachable,
            List<String> positions,
            @Nullable Long lagEvents,
            long deadLetters) {}

    /** A sweep in brief. */
    record SweepSummary(String id, String verdict, Instant requestedAt, long rowsCompared, int mismatches) {}

    /** The open mismatches. */
    record Mismatches(List<OpenMismatch> mismatches) {}

    /**
     * A mismatch as in {@link FoundMismatch}, with the stores that differ from the log and when it was found first.
     *
     * @param drift the change past the log by which it was noticed; null when that was not seen
     */
    record OpenMismatch(
            String entity,
            String workspaceId,
            String id,
            String kind,
            @Nullable String column,
            @Nullable String log,
            @Nullable String sqlite,
            @Nullable String supabase,
            List<String> stores,
            Instant foundAt,
            DriftJson.@Nullable Origin drift) {}

    /** A mismatch as a sweep reports it; {@code column} is null unless {@code kind} is {@code different}. */
    record FoundMismatch(
            String entity,
            String workspaceId,
            String id,
            String kind,
            @Nullable String column,
            @Nullable String log,
            @Nullable String sqlite,
            @Nullable String supabase) {}

    /**
     * A sweep.
     *
     * @param id its id
     * @param state {@code running}, {@code done}, {@code stopped} or {@code failed}
     * @param phase {@code queued}, {@code waiting} for the stores, {@code comparing}, or as {@code state}
     * @param request what it looks at
     * @param progress how far it is
     * @param verdict as in {@link Status}, stale when a store was behind; null before the end
     * @param reason why it cannot vouch for everything, or failed; null when it can
     * @param rowsCompared how many rows were compared
     * @param seconds how long it has run
     * @param mismatches what differs
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SweepStatus(
            String id,
            String state,
            String phase,
            SweepAsked request,
            Progress progress,
            @Nullable String verdict,
            @Nullable String reason,
            long rowsCompared,
            double seconds,
            List<FoundMismatch> mismatches) {}

    /**
     * What a sweep is to look at; whatever is left out is not limited.
     *
     * @param entities the only entities
     * @param workspace the only workspace
     * @param since only rows that the log changed last by an event of that time or later, as {@code 2026-01-31T12:00:00Z}
     * @param load the share of the time that it works, above 0 and at most 1
     */
    record SweepAsked(
            @Nullable List<String> entities,
            @Nullable String workspace,
            @Nullable String since,
            @Nullable Double load) {}

    /**
     * How far a sweep is.
     *
     * @param rowsDone rows compared
     * @param rowsTotal about how many there are
     * @param etaSeconds about how long it still takes; null when that cannot be told
     */
    record Progress(long rowsDone, long rowsTotal, @Nullable Double etaSeconds) {}

    static OpenMismatch open(Mismatch mismatch, @Nullable DriftedRow drifted) {
        return new OpenMismatch(
                mismatch.key().entity(),
                mismatch.key().workspace(),
                mismatch.key().key(),
                mismatch.kind().label(),
                mismatch.column(),
                mismatch.log(),
                mismatch.sqlite(),
                mismatch.supabase(),
                mismatch.stores().stream().map(Backend::label).sorted().toList(),
                mismatch.foundAt(),
                drifted != null && mismatch.stores().contains(drifted.sighting().store())
                        ? DriftJson.origin(drifted)
                        : null);
    }

    static FoundMismatch found(Mismatch mismatch) {
        return new FoundMismatch(
                mismatch.key().entity(),
                mismatch.key().workspace(),
                mismatch.key().key(),
                mismatch.kind().label(),
                mismatch.column(),
                mismatch.log(),
                mismatch.sqlite(),
                mismatch.supabase());
    }

    static SweepStatus sweep(SweepReport report) {
        return new SweepStatus(
                report.id(),
                switch (report.state()) {
                    case QUEUED, WAITING, COMPARING -> "running";
                    case DONE -> "done";
                    case STOPPED -> "stopped";
                    case FAILED -> "failed";
                },
                report.state().name().toLowerCase(Locale.ROOT),
                asked(report.request()),
                new Progress(
                        report.rowsCompared(), Math.max(report.rowsExpected(), report.rowsCompared()), eta(report)),
                report.ended() ? report.verdict() : null,
                report.reason(),
                report.rowsCompared(),
                seconds(report.took()),
                report.mismatches().stream().map(ParityJson::found).toList());
    }

    private static SweepAsked asked(SweepRequest request) {
        Instant since = request.since();
        return new SweepAsked(
                request.entities(), request.workspace(), since == null ? null : since.toString(), request.load());
    }

    static SweepSummary summary(SweepReport report) {
        return new SweepSummary(
                report.id(),
                report.verdict(),
                report.requestedAt(),
                report.rowsCompared(),
                report.mismatches().size());
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private static @Nullable Double eta(SweepReport report) {
        if (report.ended()) {
            return 0.0;
        }
        long left = report.rowsExpected() - report.rowsCompared();
        return report.rowsCompared() == 0 ? null : seconds(report.took()) / report.rowsCompared() * Math.max(0, left);
    }
}
