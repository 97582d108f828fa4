package io.evenkeel.supabase;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.postgresql.jdbc.PgArray;

/** A one-dimensional array in the form that {@code array_recv} reads. Decimals and arrays are in it as texts. */
final class BinaryArray extends BinaryValues {
    private static final int HEADER_BYTES = 20;

    private final ElementType type;

    BinaryArray(ElementType type) {
        super(1 << 10);
        this.type = type;
        room(HEADER_BYTES).position(HEADER_BYTES);
    }

    static BinaryArray ofTexts(Iterable<String> texts) {
        BinaryArray array = new BinaryArray(ElementType.TEXT);
        texts.forEach(array::add);
        return array;
    }

    ElementType type() {
        return type;
    }

    /**
     * The array as a whole.
     *
     * @param elementOid what the server calls the element's type
     */
    byte[] toBytes(int elementOid) {
        ByteBuffer bytes = room(0).putInt(0, 1)
                .putInt(4, 1)
                .putInt(8, elementOid)
                .putInt(12, count())
                .putInt(16, 1);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Override
    void add(long number) {
        if (type == ElementType.INT4) {
            addInt(Math.toIntExact(number));
        } else {
            super.add(number);
        }
    }

    @Override
    void add(BigDecimal number) {
        add(number.toPlainString());
    }

    /** Postgres has no arrays of arrays of different lengths. */
    @Override
    void add(List<String> texts) {
        StringBuilder literal = new StringBuilder("{");
        for (String text : texts) {
            if (literal.length() > 1) {
                literal.append(',');
            }
            PgArray.escapeArrayElement(literal, text);
        }
        add(literal.append('}').toString());
    }
}
