package io.evenkeel.supabase;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.Oid;

/**
 * Rows in the form that {@code COPY … FROM STDIN (FORMAT binary)} reads (see "Binary Format" of COPY in Postgres' manual).
 * What is encoded goes out from time to time, so that the server works beside the caller.
 */
final class BinaryRows extends BinaryValues {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int SENT_BYTES = 1 << 16;

    /** How many digits are one in Postgres' numbers. */
    private static final int DIGITS = 4;

    private static final short NEGATIVE = 0x4000;
    private static final int HEADER_BYTES = 4 * Short.BYTES;

    private final CopyIn copy;
    private final int fields;

    /**
     * Rows of so many fields.
     *
     * @param copy takes them
     */
    BinaryRows(CopyIn copy, int fields) {
        super(2 * SENT_BYTES);
        this.copy = copy;
        this.fields = fields;
        int flags = 0;
        int extension = 0;
        room(SIGNATURE.length + 2 * Integer.BYTES).put(SIGNATURE).putInt(flags).putInt(extension);
    }

    /** Begins the next row. */
    void begin() throws SQLException {
        if (size() >= SENT_BYTES) {
            send();
        }
        room(Short.BYTES).putShort((short) fields);
    }

    /** Ends the last row. */
    void end() throws SQLException {
        room(Short.BYTES).putShort((short) -1);
        send();
    }

    private void send() throws SQLException {
        ByteBuffer bytes = room(0);
        copy.writeToCopy(bytes.array(), 0, bytes.position());
        bytes.clear();
    }

    /** As {@code numeric_recv} reads it: groups of four decimal digits, aligned at the point. */
    @Override
    void add(BigDecimal number) {
        String plain = number.abs().toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        String fraction = point < 0 ? "" : plain.substring(point + 1);
        String digits = "0".repeat(Math.floorMod(-whole.length(), DIGITS))
                + whole
                + fraction
                + "0".repeat(Math.floorMod(-fraction.length(), DIGITS));
        int groups = digits.length() / DIGITS;
        ByteBuffer bytes = value(HEADER_BYTES + groups * Short.BYTES)
                .putShort((short) groups)
                .putShort((short) ((whole.length() - 1) / DIGITS))
                .putShort(number.signum() < 0 ? NEGATIVE : 0)
                .putShort((short) fraction.length());
        for (int i = 0; i < groups; i++) {
            bytes.putShort((short) Integer.parseInt(digits, DIGITS * i, DIGITS * (i + 1), 10));
        }
    }

    @Override
    void add(List<String> texts) {
        byte[] array = BinaryArray.ofTexts(texts).toBytes(Oid.TEXT);
        value(array.length).put(array);
    }
}
