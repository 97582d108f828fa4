package io.evenkeel.bench;

import io.evenkeel.bench.Claim.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a contest came to.
 *
 * @param contest the contest
 * @param standings its entries, in order
 */
public record Results(Contest contest, List<Standing> standings) {

    /**
     * An entry's speed.
     *
     * @param entry the entry
     * @param contender the variant that competed
     * @param perSecond units a second, by round
     * @param perCpuSecond units a second of processor time, by round; null when that is not measured
     */
    public record Standing(
            String entry,
            String contender,
            Samples perSecond,
            @Nullable Samples perCpuSecond) {

        Samples speed(Clock clock) {
            return switch (clock) {
                case WALL -> perSecond;
                case CPU ->
                    Objects.requireNonNull(perCpuSecond, () -> contender + " does not measure its processor time");
            };
        }
    }

    /**
     * What a claim came to.
     *
     * @param claim the claim
     * @param ratio subject's speed over reference's, round by round: what slows the machine down slows both
     */
    public record Verdict(Claim claim, Samples ratio) {

        /** Whether the median reaches the target. */
        public boolean held() {
            return ratio.median() >= claim.target();
        }
    }

    public Results {
        standings = List.copyOf(standings);
    }

    /** The claims with their ratios. */
    public List<Verdict> verdicts() {
        return contest.claims().stream()
                .map(claim -> new Verdict(
                        claim,
                        ratio(
                                standing(claim.subject()).speed(claim.clock()),
                                standing(claim.reference()).speed(claim.clock()))))
                .toList();
    }

    private Standing standing(String entry) {
        return standings.stream()
                .filter(standing -> standing.entry().equals(entry))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a claim names " + entry + ", which does not compete"));
    }

    private static Samples ratio(Samples subject, Samples reference) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < subject.values().size(); i++) {
            ratios.add(subject.values().get(i) / reference.values().get(i));
        }
        return new Samples(ratios);
    }
}
