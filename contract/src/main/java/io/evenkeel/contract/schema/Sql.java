package io.evenkeel.contract.schema;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Spelling that both dialects share. */
final class Sql {
    /** Postgres cuts longer identifiers, silently. */
    private static final int MAX_IDENTIFIER = 63;

    private Sql() {}

    /** An identifier; always quoted, because columns are called {@code order} and {@code timestamp}. */
    static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String names(List<String> identifiers) {
        return identifiers.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    static String text(String literal) {
        return "'" + literal.replace("'", "''") + "'";
    }

    static String texts(Collection<String> literals) {
        return literals.stream().map(Sql::text).collect(Collectors.joining(", "));
    }

    /** A name made of parts; one that is too long ends with a checksum, so that names stay apart. */
    static String derived(String table, List<String> columns, String kind) {
        String whole = table + "_" + String.join("_", columns) + "_" + kind;
        if (whole.length() <= MAX_IDENTIFIER) {
            return whole;
        }
        CRC32 checksum = new CRC32();
        checksum.update(whole.getBytes(StandardCharsets.UTF_8));
        String end = "_%08x_%s".formatted(checksum.getValue(), kind);
        return whole.substring(0, MAX_IDENTIFIER - end.length()) + end;
    }
}
