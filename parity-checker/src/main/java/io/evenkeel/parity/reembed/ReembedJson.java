package io.evenkeel.parity.reembed;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.control.ModelDecision;
import io.evenkeel.contract.store.VectorOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The documents of the API of models and vectors. */
final class ReembedJson {
    private ReembedJson() {}

    /**
     * What is asked for.
     *
     * @param model the model to move the log to; left out for the one that it has
     * @param vectors {@code all} or {@code others}; all unless the log is moved
     */
    record Request(@Nullable String model, @Nullable String vectors) {}

    /**
     * Where a rebuild stands.
     *
     * @param vectors {@code all} or {@code others}
     * @param state {@code running}, {@code done}, {@code stopped} or {@code failed}
     * @param reason what it waits for, or why it failed
     * @param secondsLeft how long it will take at the pace so far; null when that says nothing
     * @param rebuilt how many rows got their vector anew
     * @param overtaken how many rows were changed meanwhile, and so got one anyway
     * @param left how many rows keep theirs
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Status(
            String id,
            String model,
            String vectors,
            String state,
            @Nullable String reason,
            Instant startedAt,
            int pass,
            long rowsTotal,
            long rowsDone,
            @Nullable Long secondsLeft,
            long rebuilt,
            long overtaken,
            long left,
            List<Left> leftRows) {}

    /** A row whose vector was not rebuilt. */
    record Left(String entity, String workspaceId, String id, String reason) {}

    /**
     * What makes the vectors.
     *
     * @param model of the log, null before the first embedding-service
     * @param decidedAt since when
     * @param decidedBy who decided
     * @param stores what each store was brought
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Models(
            @Nullable String model,
            @Nullable Instant decidedAt,
            @Nullable String decidedBy,
            Map<String, List<Origin>> stores) {}

    /** How many change sets with vectors of that origin there were. */
    record Origin(String model, String engine, String optimisation, String device, long changeSets) {}

    static Status status(Reembed reembed, Instant now) {
        return new Status(
                reembed.id(),
                reembed.model(),
                label(reembed.which()),
                label(reembed.state()),
                reembed.reason(),
                reembed.startedAt(),
                reembed.pass(),
                reembed.rowsTotal(),
                reembed.rowsDone(),
                secondsLeft(reembed, now),
                reembed.rebuilt(),
                reembed.overtaken(),
                reembed.left(),
                reembed.leftRows().stream()
                        .map(row -> new Left(
                                row.key().entity(),
                                row.key().workspace(),
                                row.key().key(),
                                row.reason()))
                        .toList());
    }

    static Models models(@Nullable ModelDecision decision, Map<String, List<Origin>> stores) {
        return decision == null
                ? new Models(null, null, null, stores)
                : new Models(decision.model(), decision.at(), decision.who(), stores);
    }

    /** All partitions together. */
    static List<Origin> origins(List<VectorOrigin> origins) {
        Map<Object, Origin> sums = new LinkedHashMap<>();
        for (VectorOrigin origin : origins) {
            var made = origin.provenance();
            sums.merge(
                    made,
                    new Origin(made.model(), made.engine(), made.optimisation(), made.device(), origin.changeSets()),
                    (some, more) -> new Origin(
                            made.model(),
                            made.engine(),
                            made.optimisation(),
                            made.device(),
                            some.changeSets() + more.changeSets()));
        }
        return new ArrayList<>(sums.values());
    }

    private static @Nullable Long secondsLeft(Reembed reembed, Instant now) {
        if (!reembed.running() || reembed.pass() > 1 || reembed.rowsDone() == 0) {
            return null;
        }
        double seconds = Duration.between(reembed.startedAt(), now).toMillis() / 1_000.0;
        long rows = Math.max(0, reembed.rowsTotal() - reembed.rowsDone());
        return Math.round(seconds * rows / reembed.rowsDone());
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
