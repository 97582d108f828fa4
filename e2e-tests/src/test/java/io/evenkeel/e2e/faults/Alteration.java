package io.evenkeel.e2e.faults;

import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The least change of a value of each type, and those that look like none. */
enum Alteration {
    TRAILING_SPACE("a_text", value -> new Value.Text(((Value.Text) value).text() + " ")),
    DECOMPOSED(
            "label", value -> new Value.Text(Normalizer.normalize(((Value.Text) value).text(), Normalizer.Form.NFD))),
    EMPTY_FOR_NULL("a_null", value -> new Value.Text("")),
    NULL_FOR_EMPTY("an_empty_text", value -> Value.NULL),
    ONE_MORE("a_number", value -> new Value.Int64(((Value.Int64) value).number() + 1)),
    LAST_BIT_OF_A_DOUBLE("a_float", value -> new Value.Float64(Math.nextUp(((Value.Float64) value).number()))),
    LAST_DIGIT("a_decimal", value -> {
        BigDecimal number = ((Value.Decimal) value).number();
        return new Value.Decimal(number.add(number.ulp()).stripTrailingZeros());
    }),
    OTHER_FLAG("a_flag", value -> new Value.Bool(!((Value.Bool) value).value())),
    LAST_BIT_OF_A_UUID("a_uuid", value -> {
        UUID uuid = ((Value.Uuid) value).uuid();
        return new Value.Uuid(new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits() ^ 1));
    }),
    MICROSECOND("a_time", value -> new Value.Timestamp(((Value.Timestamp) value).micros() + 1)),
    NULL_IN_JSON(
            "a_json", value -> new Value.Json(((Value.Json) value).canonical().replace("null", "\"\""))),
    ORDER_OF_ELEMENTS("an_array", value -> {
        List<String> elements = ((Value.TextArray) value).elements();
        return new Value.TextArray(List.of(elements.get(1), elements.get(0), elements.get(2)));
    }),
    LAST_BIT_OF_A_VECTOR("a_vector", value -> {
        float[] components = ((Value.Embedding) value).vector().toArray();
        components[1] = Math.nextUp(components[1]);
        return new Value.Embedding(Vector.of(components));
    });

    private final String column;
    private final UnaryOperator<Value> change;

    Alteration(String column, UnaryOperator<Value> change) {
        this.column = column;
        this.change = change;
    }

    /** The column of {@link Specimens#SPECIMENS} that it is made in. */
    String column() {
        return column;
    }

    Value of(Value value) {
        return change.apply(value);
    }
}
