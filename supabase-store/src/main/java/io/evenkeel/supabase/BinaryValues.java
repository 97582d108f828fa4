package io.evenkeel.supabase;

import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Values in the form in which Postgres receives them, each behind its length, as its type's {@code recv} function reads it.
 * Nothing is printed and parsed, so nothing is rounded, and a vector costs its 4 bytes a component. The elements of an array
 * and the fields of a copied row have the same form.
 */
abstract sealed class BinaryValues permits BinaryArray, BinaryRows {
    private static final byte JSONB_VERSION = 1;

    /** Postgres counts from the year 2000. */
    private static final long MICROS_TO_2000 = 946_684_800_000_000L;

    private static final long FIRST_MICROS = -62_135_596_800_000_000L;
    private static final long LAST_MICROS = 253_402_300_799_999_999L;

    private ByteBuffer bytes;
    private int count;

    /** @param room for how many bytes to begin with */
    BinaryValues(int room) {
        bytes = ByteBuffer.allocate(room);
    }

    /** Bytes so far. */
    final int size() {
        return bytes.position();
    }

    /** Values so far. */
    final int count() {
        return count;
    }

    void addNull() {
        count++;
        room(Integer.BYTES).putInt(-1);
    }

    void add(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        value(encoded.length).put(encoded);
    }

    /** @param json its text */
    void addJson(String json) {
        byte[] encoded = json.getBytes(StandardCharsets.UTF_8);
        value(1 + encoded.length).put(JSONB_VERSION).put(encoded);
    }

    void add(long number) {
        value(Long.BYTES).putLong(number);
    }

    void addInt(int number) {
        value(Integer.BYTES).putInt(number);
    }

    void add(double number) {
        value(Double.BYTES).putDouble(number);
    }

    void add(boolean bool) {
        value(1).put((byte) (bool ? 1 : 0));
    }

    void add(UUID uuid) {
        value(2 * Long.BYTES).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    /**
     * Adds a time.
     *
     * @param micros since 1970
     * @throws RowRefusedException outside of the years 1 to 9999, where it could wrap around
     */
    void addTime(long micros) {
        if (micros < FIRST_MICROS || micros > LAST_MICROS) {
            throw new RowRefusedException("22008", "a time lies outside of the years 1 to 9999", null);
        }
        add(micros - MICROS_TO_2000);
    }

    void add(Vector vector) {
        vector.putTo(value(2 * Short.BYTES + vector.dimensions() * Float.BYTES)
                .putShort((short) vector.dimensions())
                .putShort((short) 0));
    }

    abstract void add(BigDecimal number);

    abstract void add(List<String> texts);

    /** All bytes up to its position, with room for so many more. */
    final ByteBuffer room(int length) {
        int needed = bytes.position() + length;
        if (needed > bytes.capacity()) {
            bytes = ByteBuffer.allocate(Math.max(needed, 2 * bytes.capacity())).put(bytes.flip());
        }
        return bytes;
    }

    /** Begins a value of so many bytes. */
    final ByteBuffer value(int length) {
        count++;
        return room(Integer.BYTES + length).putInt(length);
    }
}
