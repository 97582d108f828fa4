package io.evenkeel.parity.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.parity.repair.Repaired;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of the repair of a row in a store.
 *
 * @param at when
 * @param by who asked
 * @param entity the row's entity
 * @param workspaceId its workspace
 * @param id its key
 * @param store the store
 * @param action {@code put} or {@code remove}
 * @param outcome {@code repaired}, {@code refused}, {@code failed} or {@code different}
 * @param code why the row is not right; null when it is
 * @param message the same, for people
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record RepairRecorded(
        Instant at,
        String by,
        String entity,
        String workspaceId,
        String id,
        String store,
        String action,
        String outcome,
        @Nullable String code,
        @Nullable String message)
        implements Recorded {
    static RepairRecorded of(Instant at, String by, Repaired result) {
        Backend store = Objects.requireNonNull(result.store());
        return new RepairRecorded(
                at,
                by,
                result.key().entity(),
                result.key().workspace(),
                result.key().key(),
                store.label(),
                result.action().label(),
                result.outcome().label(),
                result.code(),
                Excerpt.of(result.message()));
    }
}
