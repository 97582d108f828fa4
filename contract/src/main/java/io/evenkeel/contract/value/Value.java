package io.evenkeel.contract.value;

import com.fasterxml.jackson.core.io.NumberInput;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/** A column's value that has been through the gate: both databases hold it exactly. */
public sealed interface Value {

    /** The one NULL. */
    Value NULL = new Null();

    /** SQL NULL; distinct from empty text and from JSON null. */
    record Null() implements Value {}

    /** Unicode text without U+0000 and without lone surrogates. */
    record Text(String text) implements Value {}

    /** A 64-bit integer. */
    record Int64(long number) implements Value {}

    /** A finite double; never -0.0. Equal when the bits are. */
    record Float64(double number) implements Value {}

    /** An exact decimal, without trailing zeros in its fraction, as Postgres' {@code trim_scale} makes it. */
    record Decimal(BigDecimal number) implements Value {
        public Decimal {
            number = Decimals.trimScale(number);
        }

        /**
         * Reads decimal text of any length, in less time than {@link BigDecimal#BigDecimal(String)}, which is quadratic.
         *
         * @throws NumberFormatException when it is none
         */
        public static Decimal parse(String text) {
            return new Decimal(NumberInput.parseBigDecimal(text, true));
        }
    }

    /** True or false. */
    record Bool(boolean value) implements Value {}

    /** A UUID. */
    record Uuid(UUID uuid) implements Value {}

    /** Microseconds since 1970-01-01T00:00:00Z. */
    record Timestamp(long micros) implements Value {}

    /** JSON text in canonical form, as Postgres prints {@code jsonb}. */
    record Json(String canonical) implements Value {}

    /** Text elements in order. */
    record TextArray(List<String> elements) implements Value {
        public TextArray {
            elements = List.copyOf(elements);
        }
    }

    /** A vector. */
    record Embedding(Vector vector) implements Value {}
}
