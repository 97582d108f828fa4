package io.evenkeel.query.request;

import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Values as text in requests. */
final class ValueSyntax {
    private static final Pattern UUID_SHAPE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern DECIMAL_SHAPE = Pattern.compile("[+-]?\\d{1,400}(\\.\\d{1,400})?");

    private ValueSyntax() {}

    /**
     * Reads a value of a type that can be compared.
     *
     * @throws IllegalArgumentException when the text is not such a value; the message says what is
     */
    static Value parse(LogicalType type, String text) {
        return switch (type) {
            case LogicalType.Text ignored -> new Value.Text(storable(text));
            case LogicalType.Int64 ignored -> new Value.Int64(int64(text));
            case LogicalType.Float64 ignored -> new Value.Float64(float64(text));
            case LogicalType.Decimal ignored -> new Value.Decimal(decimal(text));
            case LogicalType.Bool ignored -> new Value.Bool(bool(text));
            case LogicalType.Uuid ignored -> new Value.Uuid(uuid(text));
            case LogicalType.Timestamp ignored -> new Value.Timestamp(timestamp(text));
            case LogicalType.Json json -> throw notComparable(json);
            case LogicalType.TextArray array -> throw notComparable(array);
            case LogicalType.Vector vector -> throw notComparable(vector);
        };
    }

    /**
     * A key as {@link io.evenkeel.contract.value.RowKey} has it.
     *
     * @throws IllegalArgumentException when no row of the type can have it
     */
    static String key(LogicalType type, String text) {
        return switch (parse(type, text)) {
            case Value.Uuid uuid -> uuid.uuid().toString();
            case Value.Int64 number -> Long.toString(number.number());
            case Value.Text value -> value.text();
            default -> throw new IllegalArgumentException("a key is text, uuid or int64, not " + type.label());
        };
    }

    private static String storable(String text) {
        TextDomain.problem(text, "").ifPresent(problem -> {
            throw new IllegalArgumentException("text that can be stored is expected: " + problem.detail());
        });
        return text;
    }

    private static long int64(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("an integer of 64 bits is expected", notANumber);
        }
    }

    private static double float64(String text) {
        try {
            // The parser of Java also takes hexadecimal digits, type suffixes and names.
            double number = text.matches("[+-]?[0-9.]+([eE][+-]?\\d+)?") ? Double.parseDouble(text) : Double.NaN;
            if (Double.isFinite(number)) {
                return number + 0.0;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException("a finite number is expected, for example 0.5");
    }

    private static BigDecimal decimal(String text) {
        if (!DECIMAL_SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("a plain decimal number is expected, for example 12.50");
        }
        return new BigDecimal(text).stripTrailingZeros();
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false is expected");
        };
    }

    private static UUID uuid(String text) {
        if (!UUID_SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("a UUID is expected, for example 6f1c7d9e-0b5c-4a53-9a51-0d3f5f3c2b10");
        }
        return UUID.fromString(text);
    }

    private static long timestamp(String text) {
        try {
            return ChronoUnit.MICROS.between(
                    java.time.Instant.EPOCH, OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException | ArithmeticException notAnInstant) {
            throw new IllegalArgumentException(
                    "an instant with its offset is expected, for example 2025-10-02T11:22:33Z; in a URL write + as %2B",
                    notAnInstant);
        }
    }

    private static IllegalArgumentException notComparable(LogicalType type) {
        return new IllegalArgumentException("values of type " + type.label() + " are not compared");
    }
}
