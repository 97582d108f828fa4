package io.evenkeel.e2e.values;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.event.ProblemCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sound rows with one value in them that one of the databases would refuse or change. */
final class PlantedTraps {
    private final Catalogue catalogue;
    private final Random random;

    PlantedTraps(Catalogue catalogue, Random random) {
        this.catalogue = catalogue;
        this.random = random;
    }

    /**
     * A row with its trap.
     *
     * @param made the row
     * @param column where the trap is
     * @param value what stands there
     * @param code what it is refused for
     */
    record Planted(WrittenRows.Made made, String column, String value, ProblemCode code) {}

    private record Unsound(String json, ProblemCode code) {}

    /** One of the columns gets one of the traps of its type. */
    Planted plant(WrittenRows.Made made) {
        Entity entity = catalogue.entity(made.row().key().entity());
        List<Column> columns = entity.columns().stream()
                .filter(column -> !column.name().equals(VectorSpec.MODEL_COLUMN))
                .toList();
        Column column = columns.get(random.nextInt(columns.size()));
        List<Unsound> traps = of(column.type());
        Unsound trap = traps.get(random.nextInt(traps.size()));
        Map<String, String> members = new LinkedHashMap<>(made.members());
        members.put(column.name(), trap.json());
        return new Planted(
                new WrittenRows.Made(made.row(), members, made.root()), column.name(), trap.json(), trap.code());
    }

    private List<Unsound> of(LogicalType type) {
        return switch (type) {
            case LogicalType.Text text
            when !text.allowed().isEmpty() -> List.of(new Unsound("\"none of them\"", ProblemCode.VALUE_NOT_ALLOWED));
            case LogicalType.Text ignored -> texts();
            case LogicalType.Int64 ignored ->
                List.of(
                        new Unsound("9223372036854775808", ProblemCode.NUMBER_OUT_OF_RANGE),
                        new Unsound("-9.3e18", ProblemCode.NUMBER_OUT_OF_RANGE),
                        new Unsound(random.nextInt() + ".5", ProblemCode.WRONG_TYPE));
            case LogicalType.Float64 ignored ->
                List.of(
                        new Unsound("1e" + random.nextInt(309, 2_000), ProblemCode.NUMBER_OUT_OF_RANGE),
                        new Unsound("-0.1E-" + random.nextInt(400, 2_000), ProblemCode.NUMBER_OUT_OF_RANGE),
                        new Unsound("\"NaN\"", ProblemCode.WRONG_TYPE));
            case LogicalType.Decimal ignored ->
                List.of(
                        new Unsound("1e131072", ProblemCode.NUMBER_OUT_OF_RANGE),
                        new Unsound("\"-1e-16384\"", ProblemCode.NUMBER_OUT_OF_RANGE),
                        new Unsound("\"Infinity\"", ProblemCode.WRONG_TYPE));
            case LogicalType.Bool ignored -> List.of(new Unsound("1", ProblemCode.WRONG_TYPE));
            case LogicalType.Uuid ignored ->
                List.of(new Unsound("\"0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5\"", ProblemCode.INVALID_UUID));
            case LogicalType.Timestamp ignored ->
                Stream.of(
                                "2025-10-02T11:22:33",
                                "0000-06-01T00:00:00Z",
                                "10000-01-01T00:00:00Z",
                                "2016-12-31T23:59:60Z")
                        .map(time -> new Unsound('"' + time + '"', ProblemCode.INVALID_TIMESTAMP))
                        .toList();
            case LogicalType.Json ignored -> documents();
            case LogicalType.TextArray ignored ->
                Stream.concat(
                                texts().stream().map(text -> new Unsound("[\"a\"," + text.json() + "]", text.code())),
                                Stream.of(
                                        new Unsound("[null]", ProblemCode.NULL_ELEMENT),
                                        new Unsound("[\"" + "x".repeat(2_001) + "\"]", ProblemCode.ELEMENT_TOO_LONG)))
                        .toList();
            case LogicalType.Vector vector -> vectors(vector.dimensions());
        };
    }

    private List<Unsound> texts() {
        return List.of(
                new Unsound("\"" + "a".repeat(random.nextInt(40)) + "\\u0000\"", ProblemCode.NUL_CHARACTER),
                new Unsound("\"😀\\ud83d" + "a".repeat(random.nextInt(40)) + "\"", ProblemCode.LONE_SURROGATE),
                new Unsound("\"\\udfff\\ud83d\"", ProblemCode.LONE_SURROGATE),
                new Unsound("{}", ProblemCode.WRONG_TYPE));
    }

    private List<Unsound> documents() {
        String key = "k".repeat(random.nextInt(20));
        return Stream.concat(
                        texts().stream()
                                .filter(text -> text.code() != ProblemCode.WRONG_TYPE)
                                .flatMap(text -> Stream.of(
                                        new Unsound("{\"" + key + "\":[" + text.json() + "]}", text.code()),
                                        new Unsound("[{" + text.json() + ":1}]", text.code()))),
                        Stream.of(
                                new Unsound("{\"a" + key + "\":1,\"\\u0061" + key + "\":1}", ProblemCode.DUPLICATE_KEY),
                                new Unsound("[" + "7".repeat(101) + "]", ProblemCode.TOO_MANY_DIGITS),
                                new Unsound("1e" + random.nextInt(309, 9_000), ProblemCode.NUMBER_OUT_OF_RANGE),
                                new Unsound("[" + "[".repeat(64) + "]".repeat(64) + "]", ProblemCode.TOO_DEEP)))
                .toList();
    }

    private List<Unsound> vectors(int dimensions) {
        return List.of(
                new Unsound(vector(dimensions, "0", "-0.0"), ProblemCode.ZERO_VECTOR),
                new Unsound(vector(dimensions, "0", "1e-60"), ProblemCode.ZERO_VECTOR),
                new Unsound(vector(dimensions, "1", "3.5e38"), ProblemCode.NUMBER_OUT_OF_RANGE),
                new Unsound(vector(dimensions, "1", "null"), ProblemCode.WRONG_TYPE),
                new Unsound(vector(dimensions + 1, "1", "1"), ProblemCode.WRONG_DIMENSIONS));
    }

    private static String vector(int dimensions, String most, String last) {
        return Stream.concat(Stream.generate(() -> most).limit(dimensions - 1L), Stream.of(last))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
