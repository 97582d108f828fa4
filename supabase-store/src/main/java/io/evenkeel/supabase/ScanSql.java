package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.KeyRange;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
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
    private static final String SOURCE = "d.source_epoch, d.source_partition, d.source_offset";
    private static final String OWN_SOURCE = "r.source_epoch, r.source_partition, r.source_offset";
    private static final int DISPLAYED = 500;

    /** How far the store has come: epochs and offsets by partition, which is an index less one. */
    private static final String REACHED = "WITH stood AS (SELECT partition, epoch, applied_offset"
            + " FROM public.evenkeel_position WHERE topic = ?), reached AS (SELECT"
            + " array_agg(p.epoch ORDER BY n) AS epochs, array_agg(p.applied_offset ORDER BY n) AS offsets"
            + " FROM generate_series(0, (SELECT max(partition) FROM stood)) AS n"
            + " LEFT JOIN stood AS p ON p.partition = n) ";

    /** Whether the row {@code s} names a position that its store has not reached; what nearly all rows are is asked first. */
    private static final String AHEAD = "(s.source_epoch = " + reached("epochs") + " AND s.source_offset <= "
            + reached("offsets") + ") IS NOT TRUE AND (s.source_epoch < " + reached("epochs") + ") IS NOT TRUE"
            + " AND s.source_epoch IS NOT NULL AND s.source_partition IS NOT NULL AND s.source_offset IS NOT NULL";

    private final Entity entity;
    private final boolean uuidKey;

    ScanSql(Entity entity) {
        this.entity = entity;
        uuidKey = entity.keyColumn().type() instanceof LogicalType.Uuid;
    }

    /** Workspace, key, digest (16 bytes) and position of a range of rows; see {@link #bounds} for the parameters. */
    String digestsOfRange(KeyRange range) {
        return "SELECT d.workspace_id, d.key, substr(sha256(" + canonical() + "), 1, 16), " + SOURCE + " FROM ("
                + columns() + range(range) + " ORDER BY " + order() + " LIMIT ?) AS d";
    }

    /**
     * Of a range: the first 16 bytes of each row's digest, one behind the other, NULL where there is no row, and whether some
     * row is ahead of its store. Parameters: the topic, then {@link #bounds}. Postgres would take as long to make numbers of
     * digests and add them up as it does to make the digests.
     */
    String sumOfRange(KeyRange range) {
        return REACHED + "SELECT string_agg(substr(s.digest, 1, 16), ''::bytea), count(*) FILTER (WHERE " + AHEAD
                + ") > 0 FROM (SELECT " + SOURCE + ", sha256(" + canonical() + ") AS digest FROM (" + columns()
                + range(range) + " LIMIT ?) AS d OFFSET 0) AS s";
    }

    /** The parameters of a range, all text; the most rows to read follow as a number. */
    static List<String> bounds(KeyRange range) {
        return Stream.concat(
                        Stream.ofNullable(range.workspace()),
                        Stream.of(range.after(), range.upTo())
                                .filter(bound -> bound != null)
                                .flatMap(bound -> Stream.of(bound.workspace(), bound.key())))
                .toList();
    }

    /** As {@link #digestsOfRange}, of the rows with given keys. Parameters: workspaces, keys, both {@code text[]}. */
    String digestsOfKeys() {
        return "SELECT d.workspace_id, d.key, substr(sha256(" + canonical() + "), 1, 16), " + SOURCE + " FROM ("
                + columns() + wanted() + " ORDER BY " + order() + " OFFSET 0) AS d";
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
        return "SELECT r.workspace_id, " + key() + "::text, " + OWN_SOURCE + columns + " " + wanted();
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

    private static String reached(String array) {
        return "(SELECT " + array + " FROM reached)[least(s.source_partition, 1000000) + 1]";
    }

    private String range(KeyRange range) {
        String workspace = range.workspace() == null ? "" : "r.workspace_id = ?::text";
        String where = Stream.of(workspace, condition(range.after(), ">"), condition(range.upTo(), "<="))
                .filter(condition -> !condition.isEmpty())
                .collect(Collectors.joining(" AND "));
        return "FROM " + table() + " AS r" + (where.isEmpty() ? "" : " WHERE " + where);
    }

    /**
     * What {@link #canonical} is made of. A limit or offset behind it keeps the planner from merging the two levels, which
     * would make payloads twice, and fetch vectors twice from where they are kept beside their rows.
     */
    private String columns() {
        List<Column> columns = entity.columns();
        return "SELECT r.workspace_id, " + head() + " AS head, " + key() + "::text AS key, " + OWN_SOURCE
                + IntStream.range(0, columns.size())
                        .mapToObj(i -> ", " + payload(columns.get(i)) + " AS c" + i)
                        .collect(Collectors.joining())
                + " ";
    }

    /** The canonical bytes of the row {@code d}. */
    private String canonical() {
        List<Column> columns = entity.columns();
        return joined(Stream.concat(
                        Stream.of("d.head"),
                        IntStream.range(0, columns.size())
                                .mapToObj(i -> field(columns.get(i).type(), "d.c" + i)))
                .toList());
    }

    /** Version, entity and workspace. Where nobody has more than one workspace, they are always the same. */
    private String head() {
        String head = "01" + hexField(entity.name());
        return "CASE r.workspace_id WHEN '" + Entity.DEFAULT_WORKSPACE + "' THEN '\\x" + head
                + hexField(Entity.DEFAULT_WORKSPACE) + "'::bytea ELSE '\\x" + head + "'::bytea || "
                + field(new LogicalType.Text(Set.of()), "textsend(r.workspace_id)") + " END";
    }

    /** All of them one behind the other; halves are joined first, since every join copies what it joins. */
    private static String joined(List<String> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int half = parts.size() / 2;
        return "(" + joined(parts.subList(0, half)) + " || " + joined(parts.subList(half, parts.size())) + ")";
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

    /** What the column's {@code *_send} function gives, to a client that speaks UTF-8, as the driver does; NULL for NULL. */
    private static String payload(Column column) {
        String stored = "r." + name(column.name());
        return switch (column.type()) {
            case LogicalType.Text ignored -> "textsend(" + stored + "::text)";
            case LogicalType.Int64 ignored -> "int8send(" + stored + "::bigint)";
            case LogicalType.Float64 ignored -> "float8send(" + stored + "::double precision)";
            case LogicalType.Decimal ignored -> "textsend(trim_scale(" + stored + ")::text)";
            case LogicalType.Bool ignored -> "boolsend(" + stored + ")";
            case LogicalType.Uuid ignored -> "uuid_send(" + stored + ")";
            case LogicalType.Timestamp ignored -> "timestamptz_send(" + stored + ")";
            case LogicalType.Json ignored -> "textsend(" + stored + "::text)";
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

    /** Tag, length and payload. */
    private static String field(LogicalType type, String payload) {
        String field = switch (type) {
            case LogicalType.Int64 ignored -> fixed(type, 8, payload);
            case LogicalType.Float64 ignored -> fixed(type, 8, payload);
            case LogicalType.Timestamp ignored -> fixed(type, 8, payload);
            case LogicalType.Uuid ignored -> fixed(type, 16, payload);
            case LogicalType.Bool ignored -> fixed(type, 1, payload);
            case LogicalType.Text ignored -> sized(type, payload);
            case LogicalType.Decimal ignored -> sized(type, payload);
            case LogicalType.Json ignored -> sized(type, payload);
            case LogicalType.TextArray ignored -> sized(type, payload);
            case LogicalType.Vector ignored -> sized(type, payload);
        };
        return "coalesce(" + field + ", '\\x00'::bytea)";
    }

    private static String fixed(LogicalType type, int length, String payload) {
        HexFormat hex = HexFormat.of();
        return "'\\x" + hex.toHexDigits((byte) tag(type)) + hex.toHexDigits(length) + "'::bytea || " + payload;
    }

    private static String sized(LogicalType type, String payload) {
        return "'\\x" + HexFormat.of().toHexDigits((byte) tag(type)) + "'::bytea || int4send(octet_length(" + payload
                + ")) || " + payload;
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
