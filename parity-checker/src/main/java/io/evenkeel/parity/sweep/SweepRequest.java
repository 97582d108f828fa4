package io.evenkeel.parity.sweep;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep is to look at, and how hard it may work.
 *
 * @param entities the only entities, or none for all
 * @param workspace the only workspace, or null for all
 * @param since only rows that the log changed last by an event that Kafka appended then or later; null for all rows. Such a
 *     sweep finds neither rows that the log never named nor what was altered in rows that it did not change since
 * @param load the share of the time that it works, above 0 and at most 1; null for what the service is set to
 */
public record SweepRequest(
        List<String> entities,
        @Nullable String workspace,
        @Nullable Instant since,
        @Nullable Double load) {
    /** Everything, as fast as the service is set to. */
    public static final SweepRequest ALL = new SweepRequest(List.of(), null, null, null);

    public SweepRequest {
        entities = List.copyOf(entities);
        if (load != null && !(load > 0 && load <= 1)) {
            throw new IllegalArgumentException("a load is above 0 and at most 1, not " + load);
        }
    }

    boolean includes(String entity) {
        return entities.isEmpty() || entities.contains(entity);
    }
}
