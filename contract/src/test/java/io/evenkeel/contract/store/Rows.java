package io.evenkeel.contract.store;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Rows for tests: by hand, and at random over every entity and logical type. */
public final class Rows {
    /** The catalogue that the suites use. */
    public static final Catalogue CATALOGUE = Catalogue.shipped();

    private static final String[] WORDS = {
        "wing",
        "Ölfilm",
        "層流",
        "𝔹oundary",
        "'quoted'",
        "back\\slash",
        "new\nline",
        "\"double\"",
        "tab\t",
        "😀",
        "{brace}",
        "a,b",
        " lead",
        "trail ",
        "\u0001",
        "\u007f",
        "é",
        "e\u0301",
        "NULL",
        "%_"
    };

    private Rows() {}

    /** The key of a row in the workspace {@code default}. */
    public static RowKey key(String entity, String key) {
        return new RowKey(entity, Entity.DEFAULT_WORKSPACE, key);
    }

    /** A row with those columns; the others are NULL, or the least value of their type where they may not be. */
    public static Row row(RowKey key, Map<String, Value> columns) {
        Entity entity = CATALOGUE.entity(key.entity());
        List<Value> values = new ArrayList<>();
        for (Column column : entity.columns()) {
            Value given = columns.get(column.name());
            if (given != null) {
                values.add(given);
            } else if (column.name().equals(entity.key())) {
                values.add(
                        column.type() instanceof LogicalType.Uuid
                                ? new Value.Uuid(UUID.fromString(key.key()))
                                : new Value.Text(key.key()));
            } else {
                values.add(column.nullable() ? Value.NULL : least(column.type()));
            }
        }
        return new Row(key, values);
    }

    /** A document. */
    public static Row document(String id, String title) {
        return row(key("documents", id), Map.of("path", text("/" + id), "type", text("pdf"), "title", text(title)));
    }

    /** A section of a document. */
    public static Row section(String document, int order, String text) {
        return row(
                key("document_sections", document + ":" + order),
                Map.of("document_id", text(document), "order", new Value.Int64(order), "text", text(text)));
    }

    /** A search chunk of a document, with a vector derived from the text. */
    public static Row chunk(String document, int index, String origin, String text) {
        return row(
                key("search_chunks", document + ":" + origin + ":" + index),
                Map.of(
                        "document_id",
                        text(document),
                        "source_type",
                        text(origin),
                        "chunk_index",
                        new Value.Int64(index),
                        "text",
                        text(text),
                        "embedding",
                        new Value.Embedding(vector(new Random(text.hashCode()), 384)),
                        VectorSpec.MODEL_COLUMN,
                        text("test-model")));
    }

    /** A random row of an entity, owned by {@code parentKey} if it has an owner. */
    public static Row random(String entityName, String key, String parentKey, Random random) {
        Entity entity = CATALOGUE.entity(entityName);
        var parent = entity.parent();
        List<Value> values = new ArrayList<>();
        for (Column column : entity.columns()) {
            if (column.name().equals(entity.key())) {
                values.add(keyValue(column, key));
            } else if (parent != null && column.name().equals(parent.column())) {
                values.add(keyValue(column, parentKey));
            } else if (column.nullable() && random.nextInt(4) == 0) {
                values.add(Value.NULL);
            } else {
                values.add(random(column.type(), random));
            }
        }
        return new Row(key(entityName, key), values);
    }

    /** A key that fits the entity's key column: text, or a UUID made from it. */
    public static String keyFor(String entityName, String seed) {
        return CATALOGUE.entity(entityName).keyColumn().type() instanceof LogicalType.Uuid
                ? UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString()
                : seed;
    }

    /** A unit-free random vector without -0.0. */
    public static Vector vector(Random random, int dimensions) {
        float[] components = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            components[i] = random.nextFloat() * 2 - 1;
        }
        return Vector.of(components);
    }

    public static Value.Text text(String text) {
        return new Value.Text(text);
    }

    private static Value keyValue(Column column, String key) {
        return column.type() instanceof LogicalType.Uuid ? new Value.Uuid(UUID.fromString(key)) : new Value.Text(key);
    }

    private static Value least(LogicalType type) {
        return switch (type) {
            case LogicalType.Text text ->
                text(text.allowed().isEmpty() ? "" : text.allowed().iterator().next());
            case LogicalType.Int64 ignored -> new Value.Int64(0);
            case LogicalType.Float64 ignored -> new Value.Float64(0);
            case LogicalType.Decimal ignored -> new Value.Decimal(BigDecimal.ZERO);
            case LogicalType.Bool ignored -> new Value.Bool(false);
            case LogicalType.Uuid ignored -> new Value.Uuid(new UUID(0, 0));
            case LogicalType.Timestamp ignored -> new Value.Timestamp(0);
            case LogicalType.Json ignored -> new Value.Json("{}");
            case LogicalType.TextArray ignored -> new Value.TextArray(List.of());
            case LogicalType.Vector vector -> new Value.Embedding(vector(new Random(0), vector.dimensions()));
        };
    }

    private static Value random(LogicalType type, Random random) {
        return switch (type) {
            case LogicalType.Text text ->
                text(
                        text.allowed().isEmpty()
                                ? words(random)
                                : List.copyOf(text.allowed())
                                        .get(random.nextInt(text.allowed().size())));
            case LogicalType.Int64 ignored ->
                new Value.Int64(pick(random, Long.MIN_VALUE, Long.MAX_VALUE, 0, random.nextLong()));
            case LogicalType.Float64 ignored -> new Value.Float64(number(random));
            case LogicalType.Decimal ignored ->
                new Value.Decimal(BigDecimal.valueOf(random.nextInt(1, 999), 3).stripTrailingZeros());
            case LogicalType.Bool ignored -> new Value.Bool(random.nextBoolean());
            case LogicalType.Uuid ignored -> new Value.Uuid(new UUID(random.nextLong(), random.nextLong()));
            case LogicalType.Timestamp ignored ->
                new Value.Timestamp(pick(
                        random,
                        -62_135_596_800_000_000L,
                        253_402_300_799_999_999L,
                        -1,
                        random.nextLong(4_000_000_000_000_000L)));
            case LogicalType.Json ignored -> new Value.Json(json(random));
            case LogicalType.TextArray ignored -> {
                List<String> elements = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(words(random));
                }
                yield new Value.TextArray(elements);
            }
            case LogicalType.Vector vector -> new Value.Embedding(vector(random, vector.dimensions()));
        };
    }

    private static String words(Random random) {
        StringBuilder words = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            words.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return words.toString();
    }

    private static double number(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Double.MIN_VALUE;
            case 1 -> Double.MAX_VALUE;
            case 2 -> 0.1 + 0.2;
            case 3 -> 0;
            default -> random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20));
        };
    }

    private static String json(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "{}";
            case 1 -> "null";
            case 2 -> "{\"a\": 1, \"b\": [true, null, \"x\\n\"], \"aa\": {\"z\": 0.5}}";
            case 3 -> "[1, 2.5, 123456789012345678901234567890]";
            case 4 -> "\"日本 😀 \\\" \\\\ \\u0001\"";
            default -> "{\"k\": " + random.nextInt(1_000) + "}";
        };
    }

    private static long pick(Random random, long... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
