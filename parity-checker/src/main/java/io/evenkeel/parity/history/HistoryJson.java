package io.evenkeel.parity.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.parity.finding.Mismatch;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The documents of the history. */
public final class HistoryJson {
    private HistoryJson() {}

    /**
     * How recording goes.
     *
     * @param state {@code recording}, {@code failing}, {@code starting} or, without Supabase, {@code off}
     * @param waiting how much waits to be recorded
     * @param dropped how much will never be, because too much was waiting
     * @param recordedAt when something was recorded last; null where nothing was since the start
     * @param failingSince since when it fails, or null
     * @param code {@code no-schema}, {@code no-privilege}, {@code unreachable} or {@code journal}; null unless it fails
     * @param reason why it fails or is off, and what to do; null when it goes
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record State(
            String state,
            long waiting,
            long dropped,
            @Nullable Instant recordedAt,
            @Nullable Instant failingSince,
            @Nullable String code,
            @Nullable String reason) {}

    /** How recording goes now. */
    public static State state(Recorder recorder) {
        HistoryState state = recorder.state();
        return new State(
                state.mode().name().toLowerCase(Locale.ROOT),
                state.waiting(),
                recorder.dropped(),
                state.recordedAt(),
                state.failingSince(),
                state.code(),
                state.reason());
    }

    /**
     * A page of runs, the newest first.
     *
     * @param cursor what to ask for the next page with; null where this is the last
     */
    record Runs(List<RunRecorded> runs, @Nullable String cursor) {}

    /** The same of mismatches. */
    record Mismatches(
            List<RecordedMismatch> mismatches, @Nullable String cursor) {}

    /** The same of repairs. */
    record Repairs(List<RepairRecorded> repairs, @Nullable String cursor) {}

    /**
     * A mismatch from its first sight to its end; otherwise as in the answer of what is open.
     *
     * @param sighting its own id
     * @param epoch the log's
     * @param valuesCut whether a value is longer than what is recorded
     * @param firstSeen when a look found it first
     * @param lastSeen when one found it last, to about a minute
     * @param closedAt when one did not find it any more; null while it is open
     * @param closedHow {@code equal}, {@code repaired}, {@code otherwise} where the row differs in another way now, or
     *     {@code log_replaced}; null while it is open
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record RecordedMismatch(
            UUID sighting,
            long epoch,
            String entity,
            String workspaceId,
            String id,
            String kind,
            @Nullable String column,
            @Nullable String log,
            @Nullable String sqlite,
            @Nullable String supabase,
            boolean valuesCut,
            List<String> stores,
            Instant firstSeen,
            Instant lastSeen,
            @Nullable Instant closedAt,
            @Nullable String closedHow) {}

    static RecordedMismatch mismatch(Sighting sighting) {
        Mismatch mismatch = sighting.mismatch();
        return new RecordedMismatch(
                sighting.id(),
                sighting.epoch(),
                mismatch.key().entity(),
                mismatch.key().workspace(),
                mismatch.key().key(),
                mismatch.kind().label(),
                mismatch.column(),
                mismatch.log(),
                mismatch.sqlite(),
                mismatch.supabase(),
                sighting.cut(),
                mismatch.stores().stream().map(Backend::label).sorted().toList(),
                mismatch.foundAt(),
                sighting.lastSeen(),
                sighting.closedAt(),
                sighting.closedHow());
    }
}
