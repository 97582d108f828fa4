package io.evenkeel.embedding.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which texts go through the model together: those of like length, so that little padding is computed. */
final class RunPlan {
    private RunPlan() {}

    /**
     * Groups texts by length, longest first, so that the last run to finish is a short one.
     *
     * @param lengths the number of tokens of each text, at least 1
     * @param paddedTokens how many tokens, padding included, one run may hold; a longer text runs alone
     * @return the indexes of the texts, each exactly once; the first of a run is its longest
     */
    static List<List<Integer>> group(List<Integer> lengths, int paddedTokens) {
        List<Integer> byLength = IntStream.range(0, lengths.size())
                .boxed()
                .sorted(Comparator.comparing(lengths::get, Comparator.reverseOrder()))
                .toList();
        List<List<Integer>> runs = new ArrayList<>();
        for (int from = 0; from < byLength.size(); ) {
            int fit = Math.max(1, paddedTokens / lengths.get(byLength.get(from)));
            int to = Math.min(byLength.size(), from + fit);
            runs.add(byLength.subList(from, to));
            from = to;
        }
        return runs;
    }
}
