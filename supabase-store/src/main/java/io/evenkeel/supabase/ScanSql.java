package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.KeyRange;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scanner's statements on one entity, for JDBC. The canonical form is made inside Postgres from what is stored, and
 * deliberately written here again, apart from the code that writes and reads rows: a fault in one of them shows.
 *
 * <p>Layout: {@code 01}, then entity name, workspace and every column as tag, length (4 bytes) and payload; NULL is
 * {@code 00}.
 */
final class ScanSql {
    private static final String SOURCE = "r.source_epoch, r.source_partition, r.source_offset";
    private static final int DISPLAYED = 500;

    private final Entity entity;
    private final boolean uuidKey;

    ScanSql(Entity entity) {
        this.entity = entity;
        uuidKey = entity.keyColumn().type() instanceof LogicalType.Uuid;
    }

    /** Workspace, key, digest (16 bytes) and position of a range of rows; see {@link #bounds} for the parameters. */
    String digestsOfRange(KeyRange range, int limit) {
        String where = Stream.of(condition(range.after(), ">"), condition(range.upTo(), "<="))
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" AND "));
        return digests("FROM " + table() + " AS r" + (where.isEmpty() ? "" : " WHERE " + where), limit);
    }

    /** The parameters of {@link #digestsOfRange}, all text. */
    static List<String> bounds(KeyRange range) {
        return Stream.of(range.after(), range.upTo())
                .filter(bound -> bound != null)
                .flatMap(bound -> Stream.of(bound.workspace(), bound.key()))
                .toList();
    }

    /** As {@link #digestsOfRange}, of the rows with given keys. Parameters: workspaces, keys, both {@code text[]}. */
    String digestsOfKeys() {
        return digests(wanted(), Integer.MAX_VALUE);
    }

    /**
     * Workspace, key, position, then payload in hex and text of each column, of the rows with given keys. Parameters:
     * workspaces, keys, both {@code text[]}.
     */
    String rowsOfKeys() {
        String columns = entity.columns().stream()
                .map(column ->
                        ", encode(" + payload(column) + ", 'hex'), left(" + display(column) + ", " + DISPLAYED + ")")
                .collect(Collectors.joining());
        return "SELECT r.workspace_id, " + key() + "::text, " + SOURCE + columns + " " + wanted();
    }

    /** The number of rows. */
    String count() {
        return "SELECT count(*) FROM " + table();
    }

    /** The table, qualified and quoted. */
    String table() {
        return "public." + name(entity.name());
    }

    /** Whether the text can be the key of a row. */
    boolean canBeKey(String key) {
        return !uuidKey || isUuid(key);
    }

    private String digests(String from, int limit) {
        List<Column> columns = entity.columns();
        String payloads = IntStream.range(0, columns.size())
                .mapToObj(i -> ", " + payload(columns.get(i)) + " AS p" + i)
                .collect(Collectors.joining());
        String fields = IntStream.range(0, columns.size())
                .mapToObj(i -> " || " + field(tag(columns.get(i).type()), "d.p" + i))
                .collect(Collectors.joining());
        String head = "01" + hexField(entity.name());
        // A limit keeps the planner from merging the two levels, which would compute every payload twice.
        return "SELECT d.workspace_id, d.key, substr(sha256('\\x" + head + "'::bytea || "
                + field(1, "convert_to(d.workspace_id, 'UTF8')") + fields
                + "), 1, 16), d.source_epoch, d.source_partition, d.source_offset FROM (SELECT r.workspace_id, " + key()
                + "::text AS key, " + SOURCE + payloads + " " + from + " ORDER BY " + order() + " LIMIT " + limit
                + ") AS d";
    }

    private String wanted() {
        String keys = uuidKey ? "?::text[]::uuid[]" : "?::text[]";
        String key = uuidKey || isTextKey() ? key() : key() + "::text";
        return "FROM unnest(?::text[], " + keys + ") AS wanted (workspace_id, key) JOIN " + table()
                + " AS r ON r.workspace_id = wanted.workspace_id AND " + key + " = wanted.key";
    }

    private String condition(KeyRange.@Nullable Bound bound, String operator) {
        if (bound == null) {
            return "";
        }
        if (uuidKey && isUuid(bound.key())) {
            return "(r.workspace_id COLLATE \"C\", " + key() + ") " + operator + " (?::text, ?::text::uuid)";
        }
        String key = isTextKey() ? key() : key() + "::text";
        return "(r.workspace_id COLLATE \"C\", " + key + " COLLATE \"C\") " + operator + " (?::text, ?::text)";
    }

    private String order() {
        String key = uuidKey ? key() : (isTextKey() ? key() : key() + "::text") + " COLLATE \"C\"";
        return "r.workspace_id COLLATE \"C\", " + key;
    }

    private boolean isTextKey() {
        return entity.keyColumn().type() instanceof LogicalType.Text;
    }

    private String key() {
        return "r." + name(entity.key());
    }

    /** What the column's {@code *_send} function gives; NULL for NULL. */
    private static String payload(Column column) {
        String stored = "r." + name(column.name());
        return switch (column.type()) {
            case LogicalType.Text ignored -> "convert_to(" + stored + "::text, 'UTF8')";
            case LogicalType.Int64 ignored -> "int8send(" + stored + "::bigint)";
            case LogicalType.Float64 ignored -> "float8send(" + stored + "::double precision)";
            case LogicalType.Decimal ignored -> "convert_to(trim_scale(" + stored + ")::text, 'UTF8')";
            case LogicalType.Bool ignored -> "boolsend(" + stored + ")";
            case LogicalType.Uuid ignored -> "uuid_send(" + stored + ")";
            case LogicalType.Timestamp ignored -> "timestamptz_send(" + stored + ")";
            case LogicalType.Json ignored -> "convert_to(" + stored + "::text, 'UTF8')";
            case LogicalType.TextArray ignored -> "array_send(" + stored + "::text[])";
            case LogicalType.Vector ignored -> "vector_send(" + stored + ")";
        };
    }

    private static String display(Column column) {
        String stored = "r." + name(column.name());
        return column.type() instanceof LogicalType.Timestamp
                ? "to_char(" + stored + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                : stored + "::text";
    }

    private static int tag(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> 1;
            case LogicalType.Int64 ignored -> 2;
            case LogicalType.Float64 ignored -> 3;
            case LogicalType.Decimal ignored -> 4;
            case LogicalType.Bool ignored -> 5;
            case LogicalType.Uuid ignored -> 6;
            case LogicalType.Timestamp ignored -> 7;
            case LogicalType.Json ignored -> 8;
            case LogicalType.TextArray ignored -> 9;
            case LogicalType.Vector ignored -> 10;
        };
    }

    private static String field(int tag, String payload) {
        return "coalesce('\\x" + HexFormat.of().toHexDigits((byte) tag) + "'::bytea || int4send(octet_length(" + payload
                + ")) || " + payload + ", '\\x00'::bytea)";
    }

    private static String hexField(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return "01" + HexFormat.of().toHexDigits(utf8.length) + HexFormat.of().formatHex(utf8);
    }

    private static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException other) {
            return false;
        }
    }
}
