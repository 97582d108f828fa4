package io.evenkeel.supabase;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a migration into its statements, at the semicolons outside of quotes, dollar quotes and comments. Bodies in
 * {@code BEGIN ATOMIC} form are not understood; write them in dollar quotes.
 */
final class SqlScript {
    private static final Pattern DOLLAR_TAG = Pattern.compile("\\$(?:[A-Za-z_][A-Za-z_0-9]*)?\\$");

    private final String script;
    private final List<String> statements = new ArrayList<>();
    private int start;
    private int at;
    private boolean empty = true;

    private SqlScript(String script) {
        this.script = script;
    }

    /** The statements in order, without their semicolons; comments stay with the statement that follows. */
    static List<String> statements(String script) {
        SqlScript split = new SqlScript(script);
        while (split.at < script.length()) {
            split.step();
        }
        split.end();
        return split.statements;
    }

    private void step() {
        char next = script.charAt(at);
        if (script.startsWith("--", at)) {
            skipTo("\n", at + 2);
        } else if (script.startsWith("/*", at)) {
            skipBlockComment();
        } else if (next == '\'') {
            empty = false;
            skipQuoted('\'', at > 0 && (script.charAt(at - 1) == 'E' || script.charAt(at - 1) == 'e'));
        } else if (next == '"') {
            empty = false;
            skipQuoted('"', false);
        } else if (next == '$') {
            empty = false;
            skipDollarQuoted();
        } else if (next == ';') {
            end();
            at++;
            start = at;
        } else {
            empty &= Character.isWhitespace(next);
            at++;
        }
    }

    private void end() {
        if (!empty) {
            statements.add(script.substring(start, at).strip());
        }
        empty = true;
    }

    private void skipTo(String end, int from) {
        int found = script.indexOf(end, from);
        at = found < 0 ? script.length() : found + end.length();
    }

    private void skipQuoted(char quote, boolean backslashEscapes) {
        for (at++; at < script.length(); at++) {
            char next = script.charAt(at);
            if (next == '\\' && backslashEscapes) {
                at++;
            } else if (next == quote) {
                // A doubled quote is read as two quoted parts, which comes to the same.
                at++;
                return;
            }
        }
    }

    private void skipDollarQuoted() {
        Matcher tag = DOLLAR_TAG.matcher(script).region(at, script.length());
        if (tag.lookingAt()) {
            skipTo(tag.group(), tag.end());
        } else {
            at++;
        }
    }

    private void skipBlockComment() {
        int depth = 0;
        while (at < script.length()) {
            if (script.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (script.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                at++;
            }
        }
    }
}
