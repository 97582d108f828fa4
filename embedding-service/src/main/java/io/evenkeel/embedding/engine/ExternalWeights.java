package io.evenkeel.embedding.engine;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files beside an ONNX model that hold its weights. Large models have them, and they decide vectors as much as the
 * model's own file. Read from the protobuf as onnx.proto lays it out: graph (7), initializer (5), external_data (13), of
 * which each is a key (1) and a value (2).
 */
final class ExternalWeights {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final Set<String> names = new TreeSet<>();

    private ExternalWeights() {}

    /**
     * Their names, relative to the model's folder, sorted.
     *
     * @throws IOException when the file cannot be read, or is no protobuf
     */
    static List<String> of(Path model) throws IOException {
        ExternalWeights weights = new ExternalWeights();
        try (FileChannel channel = FileChannel.open(model)) {
            ByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            weights.walk(file.order(ByteOrder.LITTLE_ENDIAN), List.of(7, 5, 13));
        } catch (IllegalArgumentException | BufferUnderflowException malformed) {
            throw new IOException("it is no ONNX model", malformed);
        }
        return List.copyOf(weights.names);
    }

    /** Descends along the fields of the path; behind the last is an entry. */
    private void walk(ByteBuffer message, List<Integer> path) {
        if (path.isEmpty()) {
            readEntry(message);
            return;
        }
        while (message.hasRemaining()) {
            int tag = (int) varint(message);
            if ((tag & 7) == BYTES) {
                ByteBuffer content = bytes(message);
                if (tag >>> 3 == path.getFirst()) {
                    walk(content, path.subList(1, path.size()));
                }
            } else {
                skip(message, tag & 7);
            }
        }
    }

    private void readEntry(ByteBuffer entry) {
        String key = "";
        String value = "";
        while (entry.hasRemaining()) {
            int tag = (int) varint(entry);
            if ((tag & 7) != BYTES) {
                skip(entry, tag & 7);
                continue;
            }
            String text = StandardCharsets.UTF_8.decode(bytes(entry)).toString();
            if (tag >>> 3 == 1) {
                key = text;
            } else if (tag >>> 3 == 2) {
                value = text;
            }
        }
        if (key.equals("location")) {
            names.add(value);
        }
    }

    private static ByteBuffer bytes(ByteBuffer message) {
        int length = Math.toIntExact(Math.min(varint(message), Integer.MAX_VALUE));
        if (length < 0 || length > message.remaining()) {
            throw new IllegalArgumentException("a field is longer than the rest");
        }
        ByteBuffer content = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + length);
        return content;
    }

    private static void skip(ByteBuffer message, int wireType) {
        switch (wireType) {
            case VARINT -> varint(message);
            case FIXED_64 -> message.getLong();
            case FIXED_32 -> message.getInt();
            default -> throw new IllegalArgumentException("wire type " + wireType);
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
