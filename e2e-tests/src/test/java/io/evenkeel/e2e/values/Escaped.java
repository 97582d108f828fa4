package io.evenkeel.e2e.values;

/** Text for a failure's message: everything beyond printable ASCII as an escape, at most 2,000 characters. */
final class Escaped {
    private static final int MOST = 2_000;

    private Escaped() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && shown.length() < MOST; i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c <= '~' ? "" + c : String.format("\\u%04x", (int) c));
        }
        return shown.length() < MOST ? shown.toString() : shown + "… (" + text.length() + " characters)";
    }
}
