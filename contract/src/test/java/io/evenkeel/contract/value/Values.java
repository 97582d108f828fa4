package io.evenkeel.contract.value;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Arbitrary values of the domain, the limits among them. */
public final class Values {
    private static final long FIRST_MICROS = -62_135_596_800_000_000L;
    private static final long LAST_MICROS = 253_402_300_799_999_999L;

    private Values() {}

    /** Arbitrary text without U+0000 and lone surrogates. */
    public static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        5,
                        Arbitraries.strings().withCharRange('\u0001', '\u007e').ofMaxLength(20)),
                Tuple.of(
                        5,
                        Arbitraries.integers()
                                .between(1, Character.MAX_CODE_POINT)
                                .filter(c -> Character.getType(c) != Character.SURROGATE)
                                .list()
                                .ofMaxSize(10)
                                .map(Values::text)),
                Tuple.of(1, Arbitraries.of("", " ", "é", "e\u0301", "😀", "\uFFFF", "\u0001\"\\/\u2028")));
    }

    /** Arbitrary values of a type. */
    public static Arbitrary<Value> of(LogicalType type) {
        return switch (type) {
            case LogicalType.Text text ->
                (text.allowed().isEmpty() ? texts() : Arbitraries.of(text.allowed())).map(Value.Text::new);
            case LogicalType.Int64 ignored -> Arbitraries.longs().map(Value.Int64::new);
            case LogicalType.Float64 ignored ->
                Arbitraries.longs()
                        .map(Double::longBitsToDouble)
                        .filter(Double::isFinite)
                        .map(number -> new Value.Float64(number + 0.0));
            case LogicalType.Decimal ignored ->
                Arbitraries.bigDecimals().ofScale(12).map(Value.Decimal::new);
            case LogicalType.Bool ignored -> Arbitraries.of(true, false).map(Value.Bool::new);
            case LogicalType.Uuid ignored ->
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                        .as(UUID::new)
                        .map(Value.Uuid::new);
            case LogicalType.Timestamp ignored ->
                Arbitraries.longs().between(FIRST_MICROS, LAST_MICROS).map(Value.Timestamp::new);
            case LogicalType.Json ignored -> json();
            case LogicalType.TextArray ignored -> texts().list().ofMaxSize(5).map(Value.TextArray::new);
            case LogicalType.Vector vector ->
                Arbitraries.floats()
                        .between(-1e30f, 1e30f)
                        .ofScale(6)
                        .array(float[].class)
                        .ofSize(vector.dimensions())
                        .map(Vector::of)
                        .filter(Vector::isUsable)
                        .map(Value.Embedding::new);
        };
    }

    /** Arbitrary rows; a column that may be NULL sometimes is. Owners' keys are arbitrary too. */
    public static Arbitrary<Row> rows(Entity entity, String workspace) {
        List<Arbitrary<Value>> columns = new ArrayList<>();
        for (Column column : entity.columns()) {
            Arbitrary<Value> values = of(column.type());
            if (column.name().equals(entity.key()) && column.type() instanceof LogicalType.Text) {
                values = keys().map(Value.Text::new);
            }
            columns.add(column.nullable() ? values.injectNull(0.2).map(v -> v == null ? Value.NULL : v) : values);
        }
        int key = entity.indexOf(entity.key());
        return Combinators.combine(columns)
                .as(values -> new Row(new RowKey(entity.name(), workspace, keyText(values.get(key))), values));
    }

    /** Arbitrary keys. */
    public static Arbitrary<String> keys() {
        return texts().map(text -> Normalizer.normalize(text, Normalizer.Form.NFC))
                .filter(text -> TextDomain.keyProblem(text, "").isEmpty());
    }

    private static String keyText(Value key) {
        return switch (key) {
            case Value.Text text -> text.text();
            case Value.Uuid uuid -> uuid.uuid().toString();
            case Value.Int64 number -> Long.toString(number.number());
            default -> throw new IllegalArgumentException("not a key: " + key);
        };
    }

    private static Arbitrary<Value> json() {
        return Combinators.combine(
                        texts(),
                        texts(),
                        Arbitraries.bigDecimals().ofScale(20),
                        Arbitraries.integers().between(-308, 306))
                .as((name, text, number, exponent) -> {
                    ObjectNode object = JsonNodeFactory.instance.objectNode();
                    object.put(name, text);
                    object.put("number", number.round(new MathContext(30)));
                    object.put("exponent", BigDecimal.ONE.scaleByPowerOfTen(exponent));
                    object.putObject("nested").putArray(text).add(true).addNull();
                    return new Value.Json(CanonicalJson.write(object));
                });
    }

    private static String text(List<Integer> codePoints) {
        StringBuilder text = new StringBuilder();
        codePoints.forEach(text::appendCodePoint);
        return text.toString();
    }
}
