package io.evenkeel.query.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueDomain;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Values as text in requests; what they may be is what events may hold. */
final class ValueSyntax {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,400}(\\.\\d{1,400})?([eE][+-]?\\d{1,4})?");

    private ValueSyntax() {}

    /**
     * Reads a value of a type that can be compared.
     *
     * @throws IllegalArgumentException when the text is not such a value; the message is a sentence that says what is
     */
    static Value parse(LogicalType type, String text) {
        return switch (type) {
            case LogicalType.Text ignored -> text(text);
            case LogicalType.Int64 number -> value(number, number(text));
            case LogicalType.Float64 number -> value(number, number(text));
            case LogicalType.Decimal number -> value(number, number(text));
            case LogicalType.Bool bool -> value(bool, bool(text));
            case LogicalType.Uuid uuid -> value(uuid, TextNode.valueOf(text));
            case LogicalType.Timestamp timestamp -> value(timestamp, TextNode.valueOf(text));
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
            default -> throw new IllegalArgumentException("A key is text, uuid or int64, not " + type.label() + ".");
        };
    }

    /** Any text that can be stored, also one that the column would not allow: it may be half of a pattern. */
    private static Value text(String text) {
        TextDomain.problem(text, "").ifPresent(problem -> {
            throw new IllegalArgumentException(problem.detail());
        });
        return new Value.Text(text);
    }

    private static Value value(LogicalType type, JsonNode json) {
        return switch (ValueDomain.read(new Column("", "", type, false, null), json, "")) {
            case ValueDomain.Result.Accepted accepted -> accepted.value();
            case ValueDomain.Result.Refused refused ->
                throw new IllegalArgumentException(refused.problem().detail());
        };
    }

    private static JsonNode number(String text) {
        return NUMBER.matcher(text).matches() ? DecimalNode.valueOf(new BigDecimal(text)) : TextNode.valueOf(text);
    }

    private static JsonNode bool(String text) {
        return text.equals("true") || text.equals("false")
                ? BooleanNode.valueOf(text.equals("true"))
                : TextNode.valueOf(text);
    }

    private static IllegalArgumentException notComparable(LogicalType type) {
        return new IllegalArgumentException("Values of type " + type.label() + " are not compared.");
    }
}
