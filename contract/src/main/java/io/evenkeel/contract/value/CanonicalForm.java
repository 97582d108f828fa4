package io.evenkeel.contract.value;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bytes over which a row is digested, the same from every witness: what Postgres' {@code record_send} gives for a record
 * of the entity's name, the workspace and every content column in catalogue order. That is the number of fields, then each
 * field as the OID of its type, the length of its payload and the payload, NULL with the length -1; numbers have 4 bytes,
 * big-endian. {@code docs/contract.md} has the types and payloads, with test vectors.
 */
public final class CanonicalForm {
    static final int TEXT = 25;
    static final int OF_NULL = -1;
    private static final int FIELD_HEADER = 2 * Integer.BYTES;
    private static final int FIELDS_BEFORE_COLUMNS = 2;
    private static final int DISPLAY_CHARACTERS = 500;
    private static final long MICROS_1970_TO_2000 = 946_684_800_000_000L;

    private CanonicalForm() {}

    /** The OID of the type as which a column is sent; pgvector's types have none of their own that is always the same. */
    public static int oid(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> TEXT;
            case LogicalType.Int64 ignored -> 20;
            case LogicalType.Float64 ignored -> 701;
            case LogicalType.Decimal ignored -> TEXT;
            case LogicalType.Bool ignored -> 16;
            case LogicalType.Uuid ignored -> 2950;
            case LogicalType.Timestamp ignored -> 1184;
            case LogicalType.Json ignored -> TEXT;
            case LogicalType.TextArray ignored -> 1009;
            case LogicalType.Vector ignored -> 17;
        };
    }

    /** How many fields the canonical bytes of that entity's rows have. */
    static int fields(Entity entity) {
        return FIELDS_BEFORE_COLUMNS + entity.columns().size();
    }

    /** The payload of a value; null for NULL. */
    public static byte @Nullable [] payload(Value value) {
        return switch (value) {
            case Value.Null ignored -> null;
            case Value.Text text -> utf8(text.text());
            case Value.Int64 number -> int64(number.number());
            case Value.Float64 number -> int64(Double.doubleToRawLongBits(number.number()));
            case Value.Decimal number -> utf8(Decimals.plain(number.number()));
            case Value.Bool bool -> new byte[] {(byte) (bool.value() ? 1 : 0)};
            case Value.Uuid uuid -> uuid(uuid.uuid());
            case Value.Timestamp timestamp -> int64(timestamp.micros() - MICROS_1970_TO_2000);
            case Value.Json json -> utf8(json.canonical());
            case Value.TextArray array -> textArray(array.elements());
            case Value.Embedding embedding -> vector(embedding.vector());
        };
    }

    /**
     * The canonical bytes of a row.
     *
     * @throws IllegalArgumentException when the row does not have the entity's columns
     */
    public static byte[] encode(Entity entity, Row row) {
        List<byte @Nullable []> payloads = new ArrayList<>(row.values().size());
        row.values().forEach(value -> payloads.add(payload(value)));
        return encode(entity, row.key().workspace(), payloads);
    }

    /**
     * The canonical bytes of a row of which the payloads are known already, because a database made them.
     *
     * @param payloads one a content column, in catalogue order; null for NULL
     * @throws IllegalArgumentException when there are not as many payloads as columns
     */
    public static byte[] encode(Entity entity, String workspace, List<byte @Nullable []> payloads) {
        List<Column> columns = entity.columns();
        if (payloads.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "entity " + entity.name() + " has " + columns.size() + " columns, not " + payloads.size());
        }
        byte[] entityName = utf8(entity.name());
        byte[] workspaceName = utf8(workspace);
        int size = Integer.BYTES + size(entityName) + size(workspaceName);
        for (byte[] payload : payloads) {
            size += size(payload);
        }
        ByteBuffer out = ByteBuffer.allocate(size).putInt(fields(entity));
        field(out, TEXT, entityName);
        field(out, TEXT, workspaceName);
        for (int i = 0; i < columns.size(); i++) {
            field(out, oid(columns.get(i).type()), payloads.get(i));
        }
        return out.array();
    }

    /** The digest of a row's canonical bytes. */
    public static Digest digest(Entity entity, Row row) {
        return Digest.of(encode(entity, row));
    }

    /** A value for people, at most 500 characters long. */
    public static String display(Value value) {
        String text = switch (value) {
            case Value.Null ignored -> "NULL";
            case Value.Text v -> v.text();
            case Value.Int64 v -> Long.toString(v.number());
            case Value.Float64 v -> Double.toString(v.number());
            case Value.Decimal v -> Decimals.plain(v.number());
            case Value.Bool v -> Boolean.toString(v.value());
            case Value.Uuid v -> v.uuid().toString();
            case Value.Timestamp v -> Timestamps.format(v.micros());
            case Value.Json v -> v.canonical();
            case Value.TextArray v -> v.elements().toString();
            case Value.Embedding v -> components(v.vector());
        };
        if (text.codePointCount(0, text.length()) <= DISPLAY_CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, DISPLAY_CHARACTERS - 1)) + "…";
    }

    private static int size(byte @Nullable [] payload) {
        return FIELD_HEADER + (payload == null ? 0 : payload.length);
    }

    private static void field(ByteBuffer out, int oid, byte @Nullable [] payload) {
        out.putInt(oid).putInt(payload == null ? OF_NULL : payload.length);
        if (payload != null) {
            out.put(payload);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] int64(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] uuid(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static byte[] textArray(List<String> elements) {
        List<byte[]> encoded = elements.stream().map(CanonicalForm::utf8).toList();
        int size = encoded.stream().mapToInt(element -> 4 + element.length).sum();
        ByteBuffer out = ByteBuffer.allocate(20 + size);
        out.putInt(elements.isEmpty() ? 0 : 1).putInt(0).putInt(TEXT);
        if (!elements.isEmpty()) {
            out.putInt(elements.size()).putInt(1);
        }
        encoded.forEach(element -> out.putInt(element.length).put(element));
        byte[] array = new byte[out.position()];
        out.flip().get(array);
        return array;
    }

    private static byte[] vector(Vector vector) {
        return ByteBuffer.allocate(4 + vector.dimensions() * Float.BYTES)
                .putShort((short) vector.dimensions())
                .putShort((short) 0)
                .put(vector.toBytes(ByteOrder.BIG_ENDIAN))
                .array();
    }

    private static String components(Vector vector) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < vector.dimensions() && out.length() <= DISPLAY_CHARACTERS; i++) {
            out.append(i == 0 ? "" : ", ").append(vector.component(i));
        }
        return out.append(']').toString();
    }
}
