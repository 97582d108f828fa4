package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.nio.ByteOrder;

/** Raw storage as text for people. */
final class RawDisplay {
    private RawDisplay() {}

    /** At most 500 characters; the argument is as for {@link RawPayload#of}. */
    static String of(LogicalType type, Object stored) {
        return CanonicalForm.display(value(type, stored));
    }

    private static Value value(LogicalType type, Object stored) {
        return switch (stored) {
            case byte[] bytes
            when type instanceof LogicalType.Vector && bytes.length % Float.BYTES == 0 ->
                new Value.Embedding(Vector.fromBytes(bytes, ByteOrder.LITTLE_ENDIAN));
            case byte[] bytes -> new Value.Text(RawText.decode(bytes));
            case Double real -> new Value.Float64(real);
            case Number number when type instanceof LogicalType.Timestamp -> new Value.Timestamp(number.longValue());
            case Number number
            when type instanceof LogicalType.Bool && (number.longValue() >> 1) == 0 ->
                new Value.Bool(number.longValue() == 1);
            case Number number -> new Value.Int64(number.longValue());
            default -> new Value.Text("wrong storage class: x'" + stored + "'");
        };
    }
}
