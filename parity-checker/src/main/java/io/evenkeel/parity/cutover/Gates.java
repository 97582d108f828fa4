package io.evenkeel.parity.cutover;

import io.evenkeel.parity.search.Recall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges whether a flip is safe. Pure. */
final class Gates {
    private static final String UNKNOWN = "not known";

    private Gates() {}

    /**
     * What is known when a flip is asked for.
     *
     * @param verifiedAge how long ago everything was last verified; null when it never was
     * @param parityLag the age of the oldest event that was not compared yet
     * @param writerLag how many events the new backend is behind the log; null when it cannot be reached
     * @param openMismatches how many there are
     * @param openDeadLetters how many there are; null when they have not been read to the end
     * @param unfitVectorIndexes those of Supabase that are missing or invalid; null when it cannot be reached
     * @param searches the comparison of searches that was done last; null when none was
     */
    record Evidence(
            @Nullable Duration verifiedAge,
            Duration parityLag,
            @Nullable Long writerLag,
            long openMismatches,
            @Nullable Long openDeadLetters,
            @Nullable List<String> unfitVectorIndexes,
            @Nullable Searched searches) {}

    /**
     * What comparing searches has found.
     *
     * @param queries how many were compared
     * @param different how many of them find something else in Supabase than in SQLite
     * @param recall how much Supabase's index finds of the exact answers; null when there was nothing to find
     * @param age how long ago that was
     */
    record Searched(long queries, long different, @Nullable Recall recall, Duration age) {}

    /**
     * What is asked for.
     *
     * @param verifiedWithin how long ago the stores may have been verified last
     * @param parityLag the parity lag that is allowed
     * @param writerLag how many events the new backend may be behind
     * @param recall the least share of the exact answers that the index finds
     */
    record Limits(Duration verifiedWithin, Duration parityLag, long writerLag, double recall) {}

    /**
     * The gates of a move. Towards Supabase each of them is required. Towards SQLite they warn: going back must be
     * possible when Supabase is down; what is required there is the barrier, which is waited for.
     */
    static List<Gate> of(Move move, Evidence evidence, Limits limits) {
        return switch (move) {
            case Move.Stay stay -> List.of();
            case Move.StartDualWrite start -> List.of();
            case Move.ToSupabase toSupabase -> {
                List<Gate> gates = new ArrayList<>(gates(evidence, limits, true));
                gates.add(vectorIndex(evidence.unfitVectorIndexes()));
                gates.add(searchRecall(evidence.searches(), limits.recall()));
                yield gates;
            }
            case Move.ToSqlite toSqlite -> gates(evidence, limits, false);
        };
    }

    private static List<Gate> gates(Evidence evidence, Limits limits, boolean required) {
        Duration age = evidence.verifiedAge();
        Long writerLag = evidence.writerLag();
        Long deadLetters = evidence.openDeadLetters();
        return List.of(
                new Gate(
                        "verified",
                        age == null ? "never" : seconds(age) + " ago",
                        "within " + seconds(limits.verifiedWithin()),
                        age != null && age.compareTo(limits.verifiedWithin()) <= 0,
                        required),
                new Gate(
                        "parity-lag",
                        seconds(evidence.parityLag()),
                        "at most " + seconds(limits.parityLag()),
                        evidence.parityLag().compareTo(limits.parityLag()) <= 0,
                        required),
                new Gate(
                        "writer-lag",
                        writerLag == null ? UNKNOWN : writerLag + " events",
                        "at most " + limits.writerLag() + " events",
                        writerLag != null && writerLag <= limits.writerLag(),
                        required),
                new Gate(
                        "mismatches",
                        evidence.openMismatches() + " open",
                        "none open",
                        evidence.openMismatches() == 0,
                        required),
                new Gate(
                        "dead-letters",
                        deadLetters == null ? UNKNOWN : deadLetters + " open",
                        "none open",
                        deadLetters != null && deadLetters == 0,
                        required));
    }

    /** Without its index a search reads every vector. */
    private static Gate vectorIndex(@Nullable List<String> unfit) {
        boolean fit = unfit != null && unfit.isEmpty();
        String found = unfit == null
                ? UNKNOWN
                : fit
                        ? "valid"
                        : String.join(", ", unfit) + " missing or invalid; supabase-writer builds it when a bulk load"
                                + " has ended, its log says how far it is";
        return new Gate("vector-index", found, "valid", fit, true);
    }

    /** Only a warning where no searches were compared: verification of the rows does not depend on it. */
    private static Gate searchRecall(@Nullable Searched searches, double least) {
        String limit = String.format(Locale.ROOT, "at least %.3f, and the same exact answers", least);
        if (searches == null) {
            return new Gate("search-recall", "not measured; run parity search", limit, false, false);
        }
        Recall recall = searches.recall();
        String found = recall == null
                ? "nothing to find"
                : String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", recall.value(), recall.low(), recall.high());
        String value = found + ", " + searches.different() + " of " + searches.queries() + " answers differ, "
                + seconds(searches.age()) + " ago";
        boolean passed = searches.different() == 0 && (recall == null || recall.value() >= least);
        return new Gate("search-recall", value, limit, passed, true);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }
}
