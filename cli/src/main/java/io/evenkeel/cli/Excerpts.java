package io.evenkeel.cli;

import java.util.List;

/** Cuts long values for a table so that the part where they differ is in sight. */
final class Excerpts {
    private static final int WIDTH = 30;
    private static final int BEFORE = 10;

    private Excerpts() {}

    /** Each value in at most 30 characters and dots, from shortly before the first difference on. */
    static List<String> of(List<String> values) {
        int common = values.stream().mapToInt(String::length).min().orElse(0);
        for (String value : values) {
            int same = 0;
            while (same < common && value.charAt(same) == values.getFirst().charAt(same)) {
                same++;
            }
            common = same;
        }
        int from = values.stream().allMatch(value -> value.length() <= WIDTH) ? 0 : Math.max(0, common - BEFORE);
        return values.stream()
                .map(value -> cut(value, Math.min(from, value.length())))
                .toList();
    }

    private static String cut(String value, int from) {
        int to = Math.min(value.length(), from + WIDTH);
        return (from > 0 ? "..." : "") + value.substring(from, to) + (to < value.length() ? "..." : "");
    }
}
