package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.store.KeyRange;
import io.evenkeel.contract.value.RowKey;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scanner's statements on one entity, for JDBC. The canonical form is made inside Postgres from what is stored, and
 * deliberately written here again, apart from the code that writes and reads rows: a fault in one of them shows.
 *
 * <p>Postgres' own form of a record does it in one call: what is put together field by field takes it twice as long.
 */
final class ScanSql {
    private static final String SOURCE = "r.source_epoch, r.source_partition, r.source_offset";
    private static final String WORKSPACE = "r.workspace_id COLLATE \"C\"";
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
        return digested() + " FROM (SELECT r.* " + range(range) + " ORDER BY " + order() + " LIMIT ?) AS r";
    }

    /**
     * Of a range: the first 16 bytes of each row's digest, one behind the other, NULL where there is no row, and whether some
     * row is ahead of its store. Parameters: the topic, then {@link #bounds}. Postgres would take as long to make numbers of
     * digests and add them up as it does to make the digests.
     */
    String sumOfRange(KeyRange range) {
        return REACHED + "SELECT string_agg(substr(s.digest, 1, 16), ''::bytea), count(*) FILTER (WHERE " + AHEAD
                + ") > 0 FROM (SELECT " + SOURCE + ", sha256(" + canonical() + ") AS digest " + range(range)
                + " LIMIT ?) AS s";
    }

    /** The parameters of a range, all text; the most rows to read follow as a number. */
    List<String> bounds(KeyRange range) {
        return Stream.concat(
                        Stream.ofNullable(range.workspace()),
                        between(range.after(), range.upTo()).parameters().stream())
                .toList();
    }

    /** As {@link #digestsOfRange}, of the rows with given keys. Parameters: workspaces, keys, both {@code text[]}. */
    String digestsOfKeys() {
        return digested() + " " + wanted() + " ORDER BY " + order();
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

    private static String reached(String array) {
        return "(SELECT " + array + " FROM reached)[least(s.source_partition, 1000000) + 1]";
    }

    private String range(KeyRange range) {
        String workspace = range.workspace() == null ? "" : "r.workspace_id = ?::text AND ";
        return "FROM " + table() + " AS r WHERE " + workspace
                + between(range.after(), range.upTo()).sql();
    }

    /** A condition, and its parameters. */
    private record Condition(String sql, List<String> parameters) {}

    /**
     * Whether the row {@code r} lies between bounds. Postgres begins to read an index at a row of values, but does not end
     * there: of {@code (workspace, key) <= (…, …)} it would read every entry up to the end of the table.
     */
    private Condition between(KeyRange.@Nullable Bound after, KeyRange.@Nullable Bound upTo) {
        if (upTo == null) {
            return after == null
                    ? new Condition("TRUE", List.of())
                    : new Condition(
                            "(" + WORKSPACE + ", " + key(after) + ") > (?::text, " + parameter(after) + ")",
                            List.of(after.workspace(), after.key()));
        }
        String beforeEnd = "r.workspace_id = ?::text AND " + key(upTo) + " <= " + parameter(upTo);
        if (after == null) {
            return new Condition(
                    "(" + WORKSPACE + " < ?::text OR " + beforeEnd + ")",
                    List.of(upTo.workspace(), upTo.workspace(), upTo.key()));
        }
        String afterBegin = key(after) + " > " + parameter(after);
        if (after.workspace().equals(upTo.workspace())) {
            return new Condition(beforeEnd + " AND " + afterBegin, List.of(upTo.workspace(), upTo.key(), after.key()));
        }
        if (RowKey.textOrder().compare(after.workspace(), upTo.workspace()) > 0) {
            return new Condition("FALSE", List.of());
        }
        return new Condition(
                "(r.workspace_id = ?::text AND " + afterBegin + " OR " + WORKSPACE + " > ?::text AND " + WORKSPACE
                        + " < ?::text OR " + beforeEnd + ")",
                List.of(
                        after.workspace(),
                        after.key(),
                        after.workspace(),
                        upTo.workspace(),
                        upTo.workspace(),
                        upTo.key()));
    }

    /** The key as it is compared with that bound. */
    private String key(KeyRange.Bound bound) {
        if (isUuid(bound)) {
            return key();
        }
        return (isTextKey() ? key() : key() + "::text") + " COLLATE \"C\"";
    }

    private String parameter(KeyRange.Bound bound) {
        return isUuid(bound) ? "?::text::uuid" : "?::text";
    }

    private boolean isUuid(KeyRange.Bound bound) {
        return uuidKey && isUuid(bound.key());
    }

    private String digested() {
        return "SELECT r.workspace_id, " + key() + "::text, substr(sha256(" + canonical() + "), 1, 16), " + SOURCE;
    }

    /** The canonical bytes of the row {@code r}. */
    private String canonical() {
        return entity.columns().stream()
                .map(column -> ", " + sent(column))
                .collect(Collectors.joining(
                        "",
                        "record_send(ROW('" + entity.name().replace("'", "''") + "'::text, r.workspace_id::text",
                        "))"));
    }

    private String wanted() {
        String keys = uuidKey ? "?::text[]::uuid[]" : "?::text[]";
        String key = uuidKey || isTextKey() ? key() : key() + "::text";
        return "FROM unnest(?::text[], " + keys + ") AS wanted (workspace_id, key) JOIN " + table()
                + " AS r ON r.workspace_id = wanted.workspace_id AND " + key + " = wanted.key";
    }

    private String order() {
        String key = uuidKey ? key() : (isTextKey() ? key() : key() + "::text") + " COLLATE \"C\"";
        return WORKSPACE + ", " + key;
    }

    private boolean isTextKey() {
        return entity.keyColumn().type() instanceof LogicalType.Text;
    }

    private String key() {
        return "r." + name(entity.key());
    }

    /** The column as the type as which it is sent. */
    private static String sent(Column column) {
        String stored = "r." + name(column.name());
        return switch (column.type()) {
            case LogicalType.Text ignored -> stored + "::text";
            case LogicalType.Int64 ignored -> stored + "::bigint";
            case LogicalType.Float64 ignored -> stored + "::double precision";
            case LogicalType.Decimal ignored -> "trim_scale(" + stored + ")::text";
            case LogicalType.Bool ignored -> stored + "::boolean";
            case LogicalType.Uuid ignored -> stored + "::uuid";
            case LogicalType.Timestamp ignored -> stored + "::timestamptz";
            case LogicalType.Json ignored -> stored + "::text";
            case LogicalType.TextArray ignored -> stored + "::text[]";
            case LogicalType.Vector ignored -> "vector_send(" + stored + ")";
        };
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
