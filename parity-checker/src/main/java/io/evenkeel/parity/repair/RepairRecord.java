package io.evenkeel.parity.repair;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the repair of one row in one store.
 *
 * @param at when
 * @param by who asked
 * @param entity the row's entity
 * @param workspaceId its workspace
 * @param id its key
 * @param store the store
 * @param action as in {@link Repaired.Action#label}
 * @param outcome as in {@link Repaired.Outcome#label}
 * @param code why the row is not right; null when it is
 * @param message the same, for people
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record RepairRecord(
        Instant at,
        String by,
        String entity,
        String workspaceId,
        String id,
        String store,
        String action,
        String outcome,
        @Nullable String code,
        @Nullable String message) {}
