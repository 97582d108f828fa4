package io.evenkeel.parity.repair;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.parity.repair.Repaired.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of the repairs' API. */
final class RepairJson {
    private RepairJson() {}

    /**
     * Which rows; one of the first three.
     *
     * @param all those with open mismatches
     * @param entity those of an entity with open mismatches
     * @param rows these
     * @param dryRun only say what would be done
     */
    record Request(
            @Nullable Boolean all,
            @Nullable String entity,
            @Nullable List<Row> rows,
            @Nullable Boolean dryRun) {}

    /**
     * One row.
     *
     * @param workspaceId {@code default} where it is not given
     */
    record Row(
            @Nullable String entity,
            @Nullable String workspaceId,
            @Nullable String id) {}

    /**
     * What became of the rows; the numbers are of results.
     *
     * @param dryRun whether nothing was done
     * @param repaired differed and are right now
     * @param equal were right already
     * @param planned would be repaired
     * @param refused cannot be put right as things are
     * @param failed could not be decided; ask again
     * @param different were written, and differ still
     * @param left how many rows were asked for and not tried: ask again
     * @param results one for each row, or for each store in which it differed
     */
    record Answer(
            boolean dryRun,
            long repaired,
            long equal,
            long planned,
            long refused,
            long failed,
            long different,
            long left,
            List<Result> results) {}

    /**
     * What became of one row in one store.
     *
     * @param store the store; null where it was equal in both
     * @param action {@code put}, {@code remove} or {@code none}
     * @param outcome as the numbers are called
     * @param code why it is not right; null when it is, or would be
     * @param message why, and what to do; null when it is, or would be
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Result(
            String entity,
            String workspaceId,
            String id,
            @Nullable String store,
            String action,
            String outcome,
            @Nullable String code,
            @Nullable String message) {}

    /** What was done, newest first. */
    record History(List<RepairRecord> repairs) {}

    static Answer answer(boolean dryRun, List<Repaired> repaired, long left) {
        return new Answer(
                dryRun,
                count(repaired, Outcome.REPAIRED),
                count(repaired, Outcome.EQUAL),
                count(repaired, Outcome.PLANNED),
                count(repaired, Outcome.REFUSED),
                count(repaired, Outcome.FAILED),
                count(repaired, Outcome.DIFFERENT),
                left,
                repaired.stream().map(RepairJson::result).toList());
    }

    private static long count(List<Repaired> repaired, Outcome outcome) {
        return repaired.stream().filter(one -> one.outcome() == outcome).count();
    }

    private static Result result(Repaired one) {
        Backend store = one.store();
        return new Result(
                one.key().entity(),
                one.key().workspace(),
                one.key().key(),
                store == null ? null : store.label(),
                one.action().label(),
                one.outcome().label(),
                one.code(),
                one.message());
    }
}
