package io.evenkeel.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
     */
    public record Standing(String entry, String contender, Samples perSecond) {}

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
        Map<String, Samples> speeds = new LinkedHashMap<>();
        standings.forEach(standing -> speeds.put(standing.entry(), standing.perSecond()));
        return contest.claims().stream()
                .map(claim -> new Verdict(claim, ratio(of(speeds, claim.subject()), of(speeds, claim.reference()))))
                .toList();
    }

    private static Samples of(Map<String, Samples> speeds, String entry) {
        Samples samples = speeds.get(entry);
        if (samples == null) {
            throw new IllegalArgumentException("a claim names " + entry + ", which does not compete");
        }
        return samples;
    }

    private static Samples ratio(Samples subject, Samples reference) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < subject.values().size(); i++) {
            ratios.add(subject.values().get(i) / reference.values().get(i));
        }
        return new Samples(ratios);
    }
}
