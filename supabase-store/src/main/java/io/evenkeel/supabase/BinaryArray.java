package io.evenkeel.supabase;

import io.evenkeel.contract.value.Vector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * A one-dimensional array in the form in which Postgres receives it: as {@code array_recv} reads it, each element as its
 * type's own {@code recv} function does. Nothing is printed and parsed, so nothing is rounded, and a vector costs its 4
 * bytes a component.
 */
final class BinaryArray {
    private static final int HEADER_BYTES = 20;
    private static final byte JSONB_VERSION = 1;

    /** Postgres counts from the year 2000. */
    private static final long MICROS_TO_2000 = 946_684_800_000_000L;

    private static final long FIRST_MICROS = -62_135_596_800_000_000L;
    private static final long LAST_MICROS = 253_402_300_799_999_999L;

    private final ElementType type;
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 10).position(HEADER_BYTES);
    private int count;

    BinaryArray(ElementType type) {
        this.type = type;
    }

    ElementType type() {
        return type;
    }

    /** Bytes so far. */
    int size() {
        return bytes.position();
    }

    BinaryArray addNull() {
        element(-1, 0);
        return this;
    }

    BinaryArray add(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (type == ElementType.JSONB) {
            element(encoded.length + 1, encoded.length + 1).put(JSONB_VERSION).put(encoded);
        } else {
            element(encoded.length, encoded.length).put(encoded);
        }
        return this;
    }

    BinaryArray add(long number) {
        if (type == ElementType.INT4) {
            element(Integer.BYTES, Integer.BYTES).putInt(Math.toIntExact(number));
        } else {
            element(Long.BYTES, Long.BYTES).putLong(number);
        }
        return this;
    }

    BinaryArray add(double number) {
        element(Double.BYTES, Double.BYTES).putDouble(number);
        return this;
    }

    BinaryArray add(boolean bool) {
        element(1, 1).put((byte) (bool ? 1 : 0));
        return this;
    }

    BinaryArray add(UUID uuid) {
        element(2 * Long.BYTES, 2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits());
        return this;
    }

    /**
     * Adds a time.
     *
     * @param micros since 1970
     * @throws RowRefusedException outside of the years 1 to 9999, where it could wrap around
     */
    BinaryArray addTime(long micros) {
        if (micros < FIRST_MICROS || micros > LAST_MICROS) {
            throw new RowRefusedException("22008", "a time lies outside of the years 1 to 9999", null);
        }
        return add(micros - MICROS_TO_2000);
    }

    BinaryArray add(Vector vector) {
        int length = 2 * Short.BYTES + vector.dimensions() * Float.BYTES;
        vector.putTo(
                element(length, length).putShort((short) vector.dimensions()).putShort((short) 0));
        return this;
    }

    /**
     * The array as a whole.
     *
     * @param elementOid what the server calls the element's type
     */
    byte[] toBytes(int elementOid) {
        bytes.putInt(0, 1).putInt(4, 1).putInt(8, elementOid).putInt(12, count).putInt(16, 1);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private ByteBuffer element(int length, int room) {
        count++;
        int needed = bytes.position() + Integer.BYTES + room;
        if (needed > bytes.capacity()) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, 2 * bytes.capacity()));
            bytes = larger.put(bytes.flip());
        }
        return bytes.putInt(length);
    }
}
