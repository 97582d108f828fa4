package io.evenkeel.contract.value;

import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which values both databases hold exactly. A value is taken as it is, apart from what {@code docs/contract.md} calls
 * normalisation (-0.0, trailing zeros, digits below a microsecond, the case of a UUID, the order of JSON keys), or it is
 * refused with the reason.
 */
public final class ValueDomain {
    /** The longest text in an index, in UTF-8 bytes, over all of its columns; decimals count as they are written. */
    public static final int MAX_INDEXED_BYTES = 2_000;

    /** The longest element of a text array, in UTF-8 bytes. */
    public static final int MAX_ELEMENT_BYTES = 2_000;

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");
    private static final Pattern DECIMAL_TEXT =
            Pattern.compile("-?\\d{1,147455}(\\.\\d{1,147455})?([eE][+-]?\\d{1,6})?");

    private ValueDomain() {}

    /** What became of a value. */
    public sealed interface Result {

        /** Both databases hold it. */
        record Accepted(Value value) implements Result {}

        /** They would not, or not alike. */
        record Refused(Problem problem) implements Result {}
    }

    /**
     * Reads a column's value.
     *
     * @param column the column
     * @param json its value; JSON null is NULL
     * @param pointer where it stands
     */
    public static Result read(Column column, JsonNode json, String pointer) {
        if (json.isNull()) {
            return column.nullable()
                    ? new Result.Accepted(Value.NULL)
                    : refuse(
                            ProblemCode.NULL_NOT_ALLOWED,
                            pointer,
                            "Column " + column.name() + " is never null; send a value"
                                    + (column.defaultValue() == null ? "." : ", or leave it out for its default."));
        }
        return switch (column.type()) {
            case LogicalType.Text text -> text(text, json, pointer);
            case LogicalType.Int64 ignored -> int64(json, pointer);
            case LogicalType.Float64 ignored -> float64(json, pointer);
            case LogicalType.Decimal ignored -> decimal(json, pointer);
            case LogicalType.Bool ignored ->
                json.isBoolean()
                        ? new Result.Accepted(new Value.Bool(json.booleanValue()))
                        : wrongType("true or false", json, pointer);
            case LogicalType.Uuid ignored -> uuid(json, pointer);
            case LogicalType.Timestamp ignored -> timestamp(json, pointer);
            case LogicalType.Json ignored ->
                JsonDomain.problem(json, pointer)
                        .<Result>map(Result.Refused::new)
                        .orElseGet(() -> new Result.Accepted(new Value.Json(CanonicalJson.write(json))));
            case LogicalType.TextArray ignored -> TextArrays.read(json, pointer);
            case LogicalType.Vector vector -> Vectors.read(vector.dimensions(), json, pointer);
        };
    }

    /**
     * What is wrong with a row whose values are each accepted: its key, its owner's key, and the size of what is indexed.
     *
     * @param pointer where the row stands, for example {@code /data}
     */
    public static List<Problem> problems(Entity entity, Row row, String pointer) {
        List<Problem> problems = new ArrayList<>();
        keyProblem(entity, row, entity.key(), pointer).ifPresent(problems::add);
        var parent = entity.parent();
        if (parent != null) {
            keyProblem(entity, row, parent.column(), pointer).ifPresent(problems::add);
        }
        List<List<String>> indexes = new ArrayList<>(entity.indexes());
        entity.references().forEach(reference -> indexes.add(List.of(reference.column())));
        for (List<String> index : indexes) {
            long bytes = index.stream()
                    .mapToLong(column -> indexedBytes(row.value(entity, column)))
                    .sum();
            if (bytes > MAX_INDEXED_BYTES) {
                problems.add(ProblemCode.INDEXED_TEXT_TOO_LONG.at(
                        Pointers.child(pointer, index.get(0)),
                        "The index on " + String.join(", ", index) + " takes " + MAX_INDEXED_BYTES
                                + " bytes, of text in UTF-8 and of decimals in digits, these are " + bytes
                                + "; shorten them."));
            }
        }
        return problems;
    }

    /** Decimals may be as long as texts; the other types that an index takes are short. */
    private static long indexedBytes(Value value) {
        return switch (value) {
            case Value.Text text -> TextDomain.bytes(text.text());
            case Value.Decimal decimal -> Decimals.plain(decimal.number()).length();
            default -> 0;
        };
    }

    private static Optional<Problem> keyProblem(Entity entity, Row row, String column, String pointer) {
        return row.value(entity, column) instanceof Value.Text text
                ? TextDomain.keyProblem(text.text(), Pointers.child(pointer, column))
                : Optional.empty();
    }

    private static Result text(LogicalType.Text type, JsonNode json, String pointer) {
        if (!json.isTextual()) {
            return wrongType("a string", json, pointer);
        }
        String text = json.textValue();
        if (!type.allowed().isEmpty() && !type.allowed().contains(text)) {
            return refuse(
                    ProblemCode.VALUE_NOT_ALLOWED,
                    pointer,
                    "'" + ProblemCode.excerpt(text) + "' is not allowed here; send one of "
                            + String.join(", ", type.allowed()) + ".");
        }
        return TextDomain.problem(text, pointer)
                .<Result>map(Result.Refused::new)
                .orElseGet(() -> new Result.Accepted(new Value.Text(text)));
    }

    private static Result int64(JsonNode json, String pointer) {
        if (!json.isNumber()) {
            return wrongType("an integer", json, pointer);
        }
        BigDecimal number = json.decimalValue();
        BigDecimal stripped = Decimals.strip(number);
        if (stripped.scale() > 0) {
            return wrongType("an integer, without a fraction", json, pointer);
        }
        if ((long) stripped.precision() - stripped.scale() > 19 || outOfRange(stripped)) {
            return refuse(
                    ProblemCode.NUMBER_OUT_OF_RANGE,
                    pointer,
                    "An integer is from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE + "; send a smaller one.");
        }
        return new Result.Accepted(new Value.Int64(stripped.longValueExact()));
    }

    private static boolean outOfRange(BigDecimal integer) {
        return integer.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0
                || integer.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0;
    }

    private static Result float64(JsonNode json, String pointer) {
        if (!json.isNumber()) {
            return wrongType("a number", json, pointer);
        }
        BigDecimal written = json.decimalValue();
        double number = written.doubleValue() + 0.0;
        if (Double.isInfinite(number) || (number == 0 && written.signum() != 0)) {
            return refuse(
                    ProblemCode.NUMBER_OUT_OF_RANGE,
                    pointer,
                    "A number here is a 64-bit float, whose size is from 4.9e-324 to 1.8e308, or 0; scale it.");
        }
        return new Result.Accepted(new Value.Float64(number));
    }

    private static Result decimal(JsonNode json, String pointer) {
        BigDecimal number;
        if (json.isNumber()) {
            number = json.decimalValue();
        } else if (json.isTextual() && DECIMAL_TEXT.matcher(json.textValue()).matches()) {
            number = NumberInput.parseBigDecimal(json.textValue(), true);
        } else {
            return wrongType("a number, or a string with a decimal number", json, pointer);
        }
        BigDecimal stripped = Decimals.strip(number);
        if (!Decimals.fitsNumeric(stripped)) {
            return refuse(
                    ProblemCode.NUMBER_OUT_OF_RANGE,
                    pointer,
                    "A decimal has at most " + Decimals.MAX_INTEGER_DIGITS + " digits before the point and "
                            + Decimals.MAX_FRACTION_DIGITS + " after it; round it.");
        }
        return new Result.Accepted(new Value.Decimal(stripped));
    }

    private static Result uuid(JsonNode json, String pointer) {
        if (!json.isTextual()) {
            return wrongType("a string with a UUID", json, pointer);
        }
        String text = json.textValue();
        if (!UUID_TEXT.matcher(text).matches()) {
            return refuse(
                    ProblemCode.INVALID_UUID,
                    pointer,
                    "'" + ProblemCode.excerpt(text)
                            + "' is not a UUID; write it as 0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b.");
        }
        return new Result.Accepted(new Value.Uuid(UUID.fromString(text.toLowerCase(Locale.ROOT))));
    }

    private static Result timestamp(JsonNode json, String pointer) {
        if (!json.isTextual()) {
            return wrongType("a string with a timestamp", json, pointer);
        }
        OptionalLong micros = Timestamps.parse(json.textValue());
        return micros.isPresent()
                ? new Result.Accepted(new Value.Timestamp(micros.getAsLong()))
                : refuse(
                        ProblemCode.INVALID_TIMESTAMP,
                        pointer,
                        "'" + ProblemCode.excerpt(json.textValue()) + "' is none; " + Timestamps.EXPECTED + ".");
    }

    static Result wrongType(String expected, JsonNode json, String pointer) {
        String shown = json.isContainerNode()
                ? (json.isArray() ? "an array" : "an object")
                : ProblemCode.excerpt(json.toString());
        return refuse(ProblemCode.WRONG_TYPE, pointer, "Found " + shown + "; send " + expected + ".");
    }

    static Result refuse(ProblemCode code, String pointer, String detail) {
        return new Result.Refused(code.at(pointer, detail));
    }
}
