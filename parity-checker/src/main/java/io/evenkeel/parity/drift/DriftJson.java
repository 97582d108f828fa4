package io.evenkeel.parity.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.control.Backend;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The documents of drift's API. */
public final class DriftJson {
    private DriftJson() {}

    /**
     * What was changed past the log, and who watches.
     *
     * @param stores by store, how it is watched
     * @param counts how often rows were found since this service started
     * @param rows rows that were found and are not right yet, oldest first, at most 1,000
     * @param gaps what nobody watched, oldest first
     */
    public record Status(Map<String, Watch> stores, List<Count> counts, List<Row> rows, List<Gap> gaps) {}

    /**
     * How a store is watched.
     *
     * @param mode {@code watching}, {@code retrying}, {@code sweep_only} or {@code off}
     * @param reason why it is not watched, and what to do; null while it is
     * @param since since when
     * @param slot the replication slot, where there is one
     * @param retainedBytes how much of its log the store holds back for the watch; null when that is not known
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Watch(
            String mode,
            @Nullable String reason,
            Instant since,
            @Nullable String slot,
            @Nullable Long retainedBytes) {}

    /** How often rows of an entity were found in a store. */
    public record Count(String store, String entity, String policy, long rows) {}

    /**
     * A row that was found; it is among the open mismatches too, with its values.
     *
     * @param note what became of it last; null where nothing is to be done, or was yet
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Row(
            String entity,
            String workspaceId,
            String id,
            String policy,
            @Nullable String note,
            Origin origin) {}

    /**
     * How a mismatch was found by watching.
     *
     * @param store the store that was changed
     * @param operation {@code insert}, {@code update}, {@code delete} or {@code truncate}
     * @param place an LSN in Supabase, the number of a note in SQLite
     * @param changedAt when the store took the change
     */
    public record Origin(String store, String operation, String place, Instant changedAt) {}

    /** By store, how it is watched. */
    public static Map<String, Watch> watches(Drift drift) {
        Map<String, Watch> watches = new LinkedHashMap<>();
        drift.states().forEach((store, state) -> {
            boolean supabase = store == Backend.SUPABASE;
            watches.put(
                    store.label(),
                    new Watch(
                            state.mode().label(),
                            state.reason(),
                            state.since(),
                            supabase ? drift.slot().orElse(null) : null,
                            supabase ? drift.retainedBytes().orElse(null) : null));
        });
        return watches;
    }

    /** As in the mismatch that it belongs to; null when it was not found by watching. */
    public static @Nullable Origin origin(@Nullable DriftedRow row) {
        if (row == null) {
            return null;
        }
        Sighting sighting = row.sighting();
        return new Origin(sighting.store().label(), sighting.operation(), sighting.place(), sighting.at());
    }
}
