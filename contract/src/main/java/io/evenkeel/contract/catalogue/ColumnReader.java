package io.evenkeel.contract.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.PackFile.ColumnFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one column of a catalogue file. */
final class ColumnReader {
    /** Columns that every table has, or that a database keeps for itself. */
    private static final Set<String> RESERVED = Set.of(
            Entity.WORKSPACE_COLUMN,
            "source_epoch",
            "source_partition",
            "source_offset",
            "source_sequence",
            VectorSpec.MODEL_COLUMN,
            "rowid",
            "tableoid",
            "ctid",
            "xmin",
            "xmax",
            "cmin",
            "cmax");

    private static final Pattern VECTOR = Pattern.compile("vector\\((\\d{1,9})\\)");
    private static final String TYPES =
            "text, int64, float64, decimal, bool, uuid, timestamp, json, text array or vector(n)";

    private ColumnReader() {}

    static Column read(Place place, String name, JsonNode written) {
        Names.check(place, "column", name);
        refuseReserved(place, name);
        ColumnFile file = parse(place, written);
        if (file.type() == null) {
            throw place.refuse("it has no type", "write type: with one of " + TYPES);
        }
        boolean nullable = file.type().endsWith("?");
        String label =
                nullable ? file.type().substring(0, file.type().length() - 1).strip() : file.type();
        LogicalType type = type(place, label, file.values());
        String sqliteName = file.sqlite() == null ? name : file.sqlite();
        Names.checkSqlite(place, "column", sqliteName);
        refuseReserved(place, sqliteName);
        JsonNode constant = file.defaultValue();
        return new Column(
                name, sqliteName, type, nullable, constant == null ? null : defaultValue(place, type, constant));
    }

    private static void refuseReserved(Place place, String name) {
        if (RESERVED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            throw place.refuse(
                    "the name " + name + " is reserved, the column is added where it belongs",
                    "leave it out, or give the column another name");
        }
    }

    private static ColumnFile parse(Place place, JsonNode written) {
        if (written.isTextual()) {
            return new ColumnFile(written.textValue(), null, null, null);
        }
        if (!written.isObject()) {
            throw place.refuse("it has no type", "write its type, for example text or text?");
        }
        try {
            return PackParser.YAML.treeToValue(written, ColumnFile.class);
        } catch (JsonProcessingException malformed) {
            throw PackParser.explain(place, malformed);
        }
    }

    private static LogicalType type(Place place, String label, @Nullable List<String> values) {
        if (values != null) {
            if (!label.equals("text")) {
                throw place.refuse("only text has values, not " + label, "remove values, or write type: text");
            }
            if (values.isEmpty() || new HashSet<>(values).size() != values.size()) {
                throw place.refuse("values are none, or one of them twice", "list each allowed value once");
            }
        }
        return switch (label) {
            case "text" -> new LogicalType.Text(values == null ? Set.of() : new java.util.LinkedHashSet<>(values));
            case "int64" -> new LogicalType.Int64();
            case "float64" -> new LogicalType.Float64();
            case "decimal" -> new LogicalType.Decimal();
            case "bool" -> new LogicalType.Bool();
            case "uuid" -> new LogicalType.Uuid();
            case "timestamp" -> new LogicalType.Timestamp();
            case "json" -> new LogicalType.Json();
            case "text array" -> new LogicalType.TextArray();
            default -> vector(place, label);
        };
    }

    private static LogicalType vector(Place place, String label) {
        Matcher vector = VECTOR.matcher(label);
        if (!vector.matches()) {
            throw place.refuse("there is no type '" + label + "'", "write " + TYPES + ", with ? behind it for NULL");
        }
        try {
            return new LogicalType.Vector(Integer.parseInt(vector.group(1)));
        } catch (IllegalArgumentException outOfRange) {
            throw place.refuse(String.valueOf(outOfRange.getMessage()), "write vector(1) to vector(2000)");
        }
    }

    private static ColumnDefault defaultValue(Place place, LogicalType type, JsonNode value) {
        String expected = switch (type) {
            case LogicalType.Text text ->
                value.isTextual() && (text.allowed().isEmpty() || text.allowed().contains(value.textValue()))
                        ? null
                        : text.allowed().isEmpty() ? "a text" : "one of " + text.allowed();
            case LogicalType.Int64 ignored ->
                value.isIntegralNumber() && value.canConvertToLong() ? null : "a 64-bit integer";
            case LogicalType.Float64 ignored ->
                value.isNumber() && Double.isFinite(value.doubleValue()) ? null : "a finite number";
            case LogicalType.Decimal ignored -> value.isNumber() ? null : "a number";
            case LogicalType.Bool ignored -> value.isBoolean() ? null : "true or false";
            case LogicalType.Uuid ignored -> isUuid(value) ? null : "a UUID in lower case";
            case LogicalType.Timestamp ignored -> isNow(value) ? null : "now, which is the event's time";
            case LogicalType.Json ignored -> value.isContainerNode() && value.isEmpty() ? null : "{} or []";
            case LogicalType.TextArray ignored ->
                value.isArray() && value.valueStream().allMatch(JsonNode::isTextual) ? null : "a list of texts";
            case LogicalType.Vector ignored -> "none: a vector has no default";
        };
        if (expected != null) {
            throw place.refuse("default " + value + " does not fit type " + type.label(), "write " + expected);
        }
        return type instanceof LogicalType.Timestamp
                ? new ColumnDefault.EventTime()
                : new ColumnDefault.Constant(value.toString());
    }

    private static boolean isNow(JsonNode value) {
        return value.isTextual() && value.textValue().equals("now");
    }

    private static boolean isUuid(JsonNode value) {
        try {
            return value.isTextual()
                    && UUID.fromString(value.textValue()).toString().equals(value.textValue());
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }
}
