package io.evenkeel.sqlite;

import com.fasterxml.jackson.core.io.NumberInput;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.CanonicalJson;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Canonical payloads made from raw storage, byte by byte. Whatever a column holds that is not of its type's domain gives
 * a payload that no value of the domain has, never an exception.
 */
final class RawPayload {
    private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;
    private static final int OID_OF_TEXT = 25;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private RawPayload() {}

    /** Makes payloads of a column's type; of what has not the storage class that the type has, none. */
    @FunctionalInterface
    interface Maker {
        Optional<byte[]> make(Object stored);
    }

    /** What makes the payloads of that type. */
    static Maker maker(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> RawPayload::bytes;
            case LogicalType.Int64 ignored -> stored -> integer(stored).map(RawPayload::bigEndian);
            case LogicalType.Float64 ignored -> RawPayload::real;
            case LogicalType.Decimal ignored -> stored -> bytes(stored).map(RawPayload::decimal);
            case LogicalType.Bool ignored -> stored -> integer(stored).flatMap(RawPayload::bool);
            case LogicalType.Uuid ignored -> stored -> bytes(stored).flatMap(RawPayload::uuid);
            case LogicalType.Timestamp ignored ->
                stored -> integer(stored).map(micros -> bigEndian(micros - POSTGRES_EPOCH_MICROS));
            case LogicalType.Json ignored -> stored -> bytes(stored).map(RawPayload::json);
            case LogicalType.TextArray ignored -> stored -> bytes(stored).flatMap(RawPayload::textArray);
            case LogicalType.Vector ignored -> stored -> bytes(stored).flatMap(RawPayload::vector);
        };
    }

    /**
     * The payload of what {@link RawTable#select()} gives for a column: a number, bytes of the storage class that the
     * type has, or hex of the one that it has not.
     */
    static byte @Nullable [] of(Maker maker, @Nullable Object stored) {
        return stored == null ? null : maker.make(stored).orElseGet(() -> foreign(stored));
    }

    private static Optional<byte[]> bytes(Object stored) {
        return stored instanceof byte[] bytes ? Optional.of(bytes) : Optional.empty();
    }

    private static Optional<Long> integer(Object stored) {
        return stored instanceof Long || stored instanceof Integer
                ? Optional.of(((Number) stored).longValue())
                : Optional.empty();
    }

    private static Optional<byte[]> real(Object stored) {
        return stored instanceof Double real
                ? Optional.of(bigEndian(Double.doubleToRawLongBits(real)))
                : Optional.empty();
    }

    private static Optional<byte[]> bool(long number) {
        return number == 0 || number == 1 ? Optional.of(new byte[] {(byte) number}) : Optional.empty();
    }

    private static byte[] decimal(byte[] text) {
        String written = RawText.decode(text);
        if (!DECIMAL.matcher(written).matches()) {
            return text;
        }
        BigDecimal number = NumberInput.parseBigDecimal(written, true);
        String plain = number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        return plain.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> uuid(byte[] text) {
        String written = RawText.decode(text);
        return UUID.matcher(written).matches()
                ? Optional.of(HexFormat.of().parseHex(written.replace("-", "")))
                : Optional.empty();
    }

    /** Another order of keys is no difference; text that is no JSON of the domain stays as it is. */
    private static byte[] json(byte[] text) {
        if (CanonicalJson.recognises(text)) {
            return text;
        }
        return CanonicalJson.canonicalise(RawText.decode(text))
                .map(canonical -> canonical.getBytes(StandardCharsets.UTF_8))
                .orElse(text);
    }

    private static Optional<byte[]> textArray(byte[] text) {
        Optional<String> canonical = CanonicalJson.canonicalise(RawText.decode(text));
        if (canonical.isEmpty() || !canonical.get().startsWith("[")) {
            return Optional.empty();
        }
        List<byte[]> elements = new ArrayList<>();
        int size = 0;
        for (var element : CanonicalJson.parse(canonical.get())) {
            if (!element.isTextual()) {
                return Optional.empty();
            }
            byte[] bytes = element.textValue().getBytes(StandardCharsets.UTF_8);
            elements.add(bytes);
            size += Integer.BYTES + bytes.length;
        }
        if (elements.isEmpty()) {
            return Optional.of(ByteBuffer.allocate(12)
                    .putInt(0)
                    .putInt(0)
                    .putInt(OID_OF_TEXT)
                    .array());
        }
        ByteBuffer array = ByteBuffer.allocate(20 + size)
                .putInt(1)
                .putInt(0)
                .putInt(OID_OF_TEXT)
                .putInt(elements.size())
                .putInt(1);
        elements.forEach(element -> array.putInt(element.length).put(element));
        return Optional.of(array.array());
    }

    private static Optional<byte[]> vector(byte[] littleEndian) {
        int dimensions = littleEndian.length / Float.BYTES;
        if (littleEndian.length % Float.BYTES != 0 || dimensions > Short.MAX_VALUE) {
            return Optional.empty();
        }
        int[] components = new int[dimensions];
        ByteBuffer.wrap(littleEndian)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(components);
        ByteBuffer payload = ByteBuffer.allocate(4 + littleEndian.length)
                .putShort((short) dimensions)
                .putShort((short) 0);
        payload.asIntBuffer().put(components);
        return Optional.of(payload.array());
    }

    /**
     * The bytes of a value of the wrong storage class. They begin with a zero byte, which no text does; their length is
     * odd and at least 3, which no fixed-size payload is; and their second byte is not zero, as an array's is.
     */
    private static byte[] foreign(Object stored) {
        byte[] raw = switch (stored) {
            case byte[] bytes -> tagged('b', bytes);
            case String hex -> tagged('x', HexFormat.of().parseHex(hex));
            case Double real -> tagged('r', bigEndian(Double.doubleToRawLongBits(real)));
            case Number number -> tagged('i', bigEndian(number.longValue()));
            default -> tagged('o', stored.toString().getBytes(StandardCharsets.UTF_8));
        };
        return raw;
    }

    private static byte[] tagged(char storage, byte[] raw) {
        int length = 2 + raw.length;
        ByteBuffer tagged = ByteBuffer.allocate(length % 2 == 0 ? length + 1 : length);
        return tagged.put((byte) 0).put((byte) storage).put(raw).array();
    }

    private static byte[] bigEndian(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
