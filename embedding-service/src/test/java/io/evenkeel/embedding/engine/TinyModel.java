package io.evenkeel.embedding.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real ONNX model of a few nodes, written as protobuf after onnx.proto: component i of a token's state is
 * {@code sin(id * frequency(i))}, so its vectors can be calculated by hand. Knobs make it a model that is not wanted.
 */
public final class TinyModel {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final int dimensions;
    private List<String> inputs = List.of("input_ids", "attention_mask");
    private boolean pooled;
    private boolean dependsOnTheBatch;
    private int longest = Integer.MAX_VALUE;
    private String weights = "";

    public TinyModel(int dimensions) {
        this.dimensions = dimensions;
    }

    static double frequency(int component) {
        return (float) (0.001 * (component + 1));
    }

    TinyModel inputs(String... names) {
        inputs = List.of(names);
        return this;
    }

    /** It gives one vector a text, not one a token. */
    TinyModel pooled() {
        pooled = true;
        return this;
    }

    /** A text's states depend on the texts beside it. */
    TinyModel dependsOnTheBatch() {
        dependsOnTheBatch = true;
        return this;
    }

    /** It breaks on longer texts. */
    TinyModel longest(int tokens) {
        longest = tokens;
        return this;
    }

    /** Its weights lie in a file of their own. */
    TinyModel weightsIn(String name) {
        weights = name;
        return this;
    }

    /** Writes the model into a folder. */
    public Path write(Path folder) {
        try {
            Path file = folder.resolve("tiny.onnx");
            Files.write(file, model(folder));
            return file;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private byte[] model(Path folder) throws IOException {
        List<byte[]> graph = new ArrayList<>();
        graph.add(node("Cast", List.of("input_ids"), "floats", integer("to", FLOAT)));
        graph.add(node("Unsqueeze", List.of("floats", "last"), "column"));
        graph.add(node("Mul", List.of("column", "frequencies"), "angles"));
        graph.add(node("Sin", List.of("angles"), "sines"));
        String states = "sines";
        if (longest < Integer.MAX_VALUE) {
            // A table of positions, as real models have: asked for one behind its end, it breaks.
            graph.add(node("Shape", List.of("input_ids"), "shape"));
            graph.add(node("Gather", List.of("shape", "one"), "width"));
            graph.add(node("Sub", List.of("width", "one"), "position"));
            graph.add(node("Gather", List.of("table", "position"), "nothing"));
            graph.add(node("Add", List.of(states, "nothing"), "placed"));
            graph.add(tensor("one", INT64, List.of(), longs(1)));
            graph.add(tensor("table", FLOAT, List.of(longest), new byte[4 * longest]));
            states = "placed";
        }
        if (dependsOnTheBatch) {
            graph.add(node("ReduceMean", List.of(states), "mean"));
            graph.add(node("Sub", List.of(states, "mean"), "less"));
            states = "less";
        }
        if (pooled) {
            graph.add(node("ReduceMax", List.of(states), "last_hidden_state", AXIS_1, integer("keepdims", 0)));
        } else {
            graph.add(node("Identity", List.of(states), "last_hidden_state"));
        }
        graph.add(tensor("last", INT64, List.of(1), longs(2)));
        ByteBuffer frequencies = ByteBuffer.allocate(4 * dimensions).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < dimensions; i++) {
            frequencies.putFloat((float) frequency(i));
        }
        if (weights.isEmpty()) {
            graph.add(tensor("frequencies", FLOAT, List.of(1, 1, dimensions), frequencies.array()));
        } else {
            Files.write(folder.resolve(weights), frequencies.array());
            graph.add(external("frequencies", List.of(1, 1, dimensions)));
        }
        graph.add(field(2, text("tiny")));
        inputs.forEach(name -> graph.add(field(11, value(name, INT64, 2))));
        graph.add(field(12, value("last_hidden_state", FLOAT, pooled ? 2 : 3)));
        return join(List.of(
                number(1, 8), field(8, join(List.of(field(1, text("")), number(2, 13)))), field(7, join(graph))));
    }

    private static final byte[] AXIS_1 = field(5, join(List.of(field(1, text("axes")), number(8, 1), number(20, 7))));

    private static byte[] node(String operation, List<String> inputs, String output, byte[]... attributes) {
        List<byte[]> fields = new ArrayList<>();
        inputs.forEach(input -> fields.add(field(1, text(input))));
        fields.add(field(2, text(output)));
        fields.add(field(4, text(operation)));
        fields.addAll(List.of(attributes));
        return field(1, join(fields));
    }

    private static byte[] integer(String name, long value) {
        return field(5, join(List.of(field(1, text(name)), number(3, value), number(20, 2))));
    }

    private static byte[] tensor(String name, int type, List<Integer> shape, byte[] content) {
        List<byte[]> fields = new ArrayList<>();
        shape.forEach(dimension -> fields.add(number(1, dimension)));
        fields.add(number(2, type));
        fields.add(field(8, text(name)));
        fields.add(field(9, content));
        return field(5, join(fields));
    }

    private byte[] external(String name, List<Integer> shape) {
        List<byte[]> fields = new ArrayList<>();
        shape.forEach(dimension -> fields.add(number(1, dimension)));
        fields.add(number(2, FLOAT));
        fields.add(field(8, text(name)));
        fields.add(field(13, join(List.of(field(1, text("location")), field(2, text(weights))))));
        fields.add(number(14, 1));
        return field(5, join(fields));
    }

    private static byte[] value(String name, int type, int rank) {
        List<byte[]> shape = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            shape.add(field(1, field(2, text(name + i))));
        }
        byte[] tensor = field(1, join(List.of(number(1, type), field(2, join(shape)))));
        return join(List.of(field(1, text(name)), field(2, tensor)));
    }

    private static byte[] longs(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] field(int number, byte[] content) {
        return join(List.of(varint((long) number << 3 | 2), varint(content.length), content));
    }

    private static byte[] number(int field, long value) {
        return join(List.of(varint((long) field << 3), varint(value)));
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = value;
        while (rest > 0x7f) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}
