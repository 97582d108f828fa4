package io.evenkeel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.event.ProblemCode;
import io.evenkeel.contract.event.StrictJson;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds {@code docs/contract.md} to what the code does. Its test vectors were made by Postgres, not by this code. */
class ContractDocumentTest {
    private static final Pattern VECTOR = Pattern.compile("```json\n(.*?)\n```", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> testVectorsHold() throws IOException {
        List<JsonNode> vectors = VECTOR.matcher(document())
                .results()
                .map(block -> parsed(block.group(1)))
                .toList();
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(4);
        return vectors.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.path("digest").asText(), () -> check(vector)));
    }

    @Test
    void namesEveryProblemCode() throws IOException {
        String document = document();
        for (ProblemCode code : ProblemCode.values()) {
            assertThat(document).contains("| `" + code.slug() + "` | " + code.title() + " |");
        }
    }

    private static void check(JsonNode vector) {
        List<Column> columns = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        vector.path("columns").forEach(field -> {
            String name = field.path("name").asText();
            Column column = new Column(name, name, type(field.path("type").asText()), true, null);
            columns.add(column);
            values.add(((ValueDomain.Result.Accepted) ValueDomain.read(column, field.path("value"), "")).value());
        });
        String name = vector.path("entity").asText();
        Entity entity = new Entity(
                name, "p", name, columns.get(0).name(), columns, null, List.of(), null, null, null, List.of());
        Row row = new Row(new RowKey(name, vector.path("workspace").asText(), "not digested"), values);
        assertThat(HexFormat.of().formatHex(CanonicalForm.encode(entity, row)))
                .isEqualTo(vector.path("canonical").asText());
        assertThat(CanonicalForm.digest(entity, row).toString())
                .isEqualTo(vector.path("digest").asText());
    }

    private static LogicalType type(String label) {
        return switch (label) {
            case "text" -> new LogicalType.Text(Set.of());
            case "int64" -> new LogicalType.Int64();
            case "float64" -> new LogicalType.Float64();
            case "decimal" -> new LogicalType.Decimal();
            case "bool" -> new LogicalType.Bool();
            case "uuid" -> new LogicalType.Uuid();
            case "timestamp" -> new LogicalType.Timestamp();
            case "json" -> new LogicalType.Json();
            case "text array" -> new LogicalType.TextArray();
            case "vector(3)" -> new LogicalType.Vector(3);
            default -> throw new IllegalArgumentException(label);
        };
    }

    private static JsonNode parsed(String json) {
        return ((StrictJson.Result.Parsed) StrictJson.parse(json, "")).json();
    }

    private static String document() throws IOException {
        return Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", "contract.md"));
    }
}
