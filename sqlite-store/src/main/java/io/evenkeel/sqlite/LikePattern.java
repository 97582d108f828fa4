package io.evenkeel.sqlite;

/** Patterns of SQL's LIKE, with {@code \} as the escape, as SQLite's GLOB, which tells case apart. */
final class LikePattern {
    private LikePattern() {}

    static String toGlob(String like) {
        StringBuilder glob = new StringBuilder(like.length() + 8);
        boolean escaped = false;
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (!escaped && c == '\\') {
                escaped = true;
                continue;
            }
            if (!escaped && c == '%') {
                glob.append('*');
            } else if (!escaped && c == '_') {
                glob.append('?');
            } else if (c == '*' || c == '?' || c == '[') {
                glob.append('[').append(c).append(']');
            } else {
                glob.append(c);
            }
            escaped = false;
        }
        return glob.toString();
    }
}
