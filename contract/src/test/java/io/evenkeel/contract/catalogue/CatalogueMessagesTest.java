package io.evenkeel.contract.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake that a catalogue file can hold, and what its author is told. */
class CatalogueMessagesTest {
    private static final String OWNER = """
            pack: owners
            entities:
              owners:
                key: id
                columns: {id: text}
            """;

    @Test
    void refusesAnUnknownType() {
        refused(column("string"), "there is no type 'string'", "write text, int64");
    }

    @Test
    void refusesAColumnWithoutType() {
        refused(column("{sqlite: other}"), "it has no type", "write type:");
        refused(column("7"), "it has no type", "write its type, for example text or text?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector(0)", "vector(2001)", "vector(999999999)"})
    void refusesVectorDimensionsThatNoIndexTakes(String type) {
        refused(column(type), "a vector has 1 to 2000 dimensions", "write vector(1) to vector(2000)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text        | 3                      | a text
            int64       | 1.5                    | a 64-bit integer
            int64       | 9223372036854775808    | a 64-bit integer
            int64       | now                    | a 64-bit integer
            float64     | 1.0e400                 | a finite number
            decimal     | "1"                    | a number
            bool        | 0                      | true or false
            uuid        | 1-2-3                  | a UUID in lower case
            timestamp   | "2025-01-01T00:00:00Z" | now
            json        | now                    | {} or []
            json        | {a: 1}                 | {} or []
            text array  | [1]                    | a list of texts
            vector(3)   | [1, 2, 3]              | none
            text        | null                   | a text
            """)
    void refusesADefaultThatDoesNotFitTheType(String type, String value, String expected) {
        refused(
                column("{type: " + type + ", default: " + value + "}"),
                "does not fit type " + type,
                "write " + expected);
    }

    @Test
    void refusesADefaultThatIsNoAllowedValue() {
        refused(
                column("{type: text, values: [a, b], default: c}"),
                "default \"c\" does not fit type text",
                "write one of [a, b]");
    }

    @Test
    void refusesValuesOfAnythingButText() {
        refused(column("{type: int64, values: [1]}"), "only text has values, not int64", "write type: text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[a, a]"})
    void refusesValuesThatAreNoneOrRepeated(String values) {
        refused(column("{type: text, values: " + values + "}"), "values are none", "list each allowed value once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "workspace_id",
                "source_epoch",
                "source_partition",
                "source_offset",
                "source_sequence",
                "embedding_model",
                "rowid",
                "xmin"
            })
    void refusesReservedColumns(String name) {
        String yaml = entity("key: id\n    columns: {id: text, " + name + ": \"text?\"}");
        refused(
                yaml,
                "pack.yaml, entity things, column " + name + ": the name " + name + " is reserved",
                "leave it out");
        refused(column("{type: text, sqlite: " + name + "}"), "the name " + name + " is reserved", "another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Id", "1st", "a-b", "_a", "naïve", "a23456789b23456789c23456789d23456789e23456789f2345"})
    void refusesNamesThatNotEveryPlaceCanCarry(String name) {
        refused(
                entity("key: id\n    columns: {id: text, \"" + name + "\": text}"),
                "column " + name + ": '" + name + "' is no name for a column",
                "a-z, 0-9 and _");
        refused(
                "pack: p\nentities: {\"" + name + "\": {key: id, columns: {id: text}}}",
                "'" + name + "' is no name for an entity",
                "a-z, 0-9 and _");
        refused("pack: \"" + name + "\"", "'" + name + "' is no name for a pack", "a-z, 0-9 and _");
    }

    @Test
    void refusesNamesThatSqliteKeepsForItself() {
        refused(entity("sqlite: sqlite_things\n    key: id\n    columns: {id: text}"), "is no name for a SQLite table");
        refused(column("{type: text, sqlite: \"a b\"}"), "'a b' is no name for a SQLite column");
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "stats", "config"})
    void refusesEntitiesThatHideARoute(String name) {
        refused(
                "pack: p\nentities: {" + name + ": {key: id, columns: {id: text}}}",
                "pack.yaml, entity " + name + ": /v1/" + name + " is a route",
                "give the entity another name");
    }

    @Test
    void refusesEvenkeelsOwnTables() {
        refused("pack: p\nentities: {evenkeel_position: {key: id, columns: {id: text}}}", "are Evenkeel's own");
        refused(entity("sqlite: EVENKEEL_x\n    key: id\n    columns: {id: text}"), "are Evenkeel's own");
    }

    @Test
    void refusesAMissingKey() {
        refused(entity("columns: {id: text}"), "pack.yaml, entity things: it has no key", "write key:");
        refused(
                entity("key: uid\n    columns: {id: text}"),
                "column uid: key names a column that there is not",
                "[id]");
    }

    @Test
    void refusesAKeyThatMayBeNull() {
        refused(entity("key: id\n    columns: {id: \"text?\"}"), "column id: a key is never NULL", "without ?");
    }

    @Test
    void refusesAKeyWithADefault() {
        refused(entity("key: id\n    columns: {id: {type: text, default: a}}"), "a key has no default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float64", "decimal", "bool", "timestamp", "json", "text array", "vector(3)"})
    void refusesAKeyOfAnotherType(String type) {
        refused(
                entity("key: id\n    columns: {id: " + type + "}"),
                "column id: a key cannot be " + type,
                "write text, uuid or int64");
    }

    @Test
    void refusesAnEntityWithoutColumns() {
        refused(entity("key: id"), "it has no columns", "write columns:");
        refused("pack: p\nentities: {things: }", "entity things: it is empty", "write key: and columns:");
    }

    @Test
    void refusesTwoColumnsOfOneNameInSqlite() {
        refused(
                entity("key: id\n    columns: {id: text, other: {type: text, sqlite: ID}}"),
                "column other: another column is called ID in SQLite too",
                "write sqlite:");
    }

    @Test
    void refusesAParentThatIsNotThere() {
        refused(
                entity("key: id\n    columns: {id: text, a: text}\n    parent: {entity: nobody, column: a}"),
                "pack.yaml, entity things, column a: parent names entity nobody, which is in no pack",
                "write one of [things]");
        refused(
                entity("key: id\n    columns: {id: text}\n    parent: {entity: things, column: b}"),
                "column b: parent names a column that there is not",
                "write one of [id]");
        refused(
                entity("key: id\n    columns: {id: text}\n    parent: {entity: things}"),
                "its parent is incomplete",
                "write parent:");
    }

    @Test
    void refusesAParentOfAnotherKeyType() {
        refused(
                withOwner("columns: {id: text, owner: uuid}\n    parent: {entity: owners, column: owner}"),
                "column owner: its type is uuid, but the key of owners is text",
                "write type: text");
    }

    @Test
    void refusesAParentColumnThatDisagreesOnNull() {
        refused(
                withOwner("columns: {id: text, owner: \"text?\"}\n    parent: {entity: owners, column: owner}"),
                "column owner: the column may be NULL, but the parent is not optional",
                "optional: true");
        refused(
                withOwner(
                        "columns: {id: text, owner: text}\n    parent: {entity: owners, column: owner, optional: true}"),
                "column owner: the parent is optional, but the column is never NULL",
                "optional: true");
    }

    @Test
    void refusesOwnersInACircle() {
        refused(
                entity("key: id\n    columns: {id: text, up: text}\n    parent: {entity: things, column: up}"),
                "entity things: its owners form a circle: [things]",
                "remove one parent");
    }

    @Test
    void refusesReferencesThatLeadNowhere() {
        refused(
                entity("key: id\n    columns: {id: text, a: text}\n    references: {a: nobody}"),
                "column a: references names entity nobody, which is in no pack");
        refused(
                entity("key: id\n    columns: {id: text}\n    references: {b: things}"),
                "column b: references names a column that there is not");
        refused(
                withOwner("columns: {id: text, owner: int64}\n    references: {owner: owners}"),
                "column owner: its type is int64, but the key of owners is text");
    }

    @Test
    void refusesAVectorThatCannotBe() {
        refused(vector("columns: {id: text, v: vector(3)}", "v", "t"), "column t: vector names a column");
        refused(vector("columns: {id: text, t: text}", "v", "t"), "column v: vector names a column");
        refused(
                vector("columns: {id: text, v: text, t: text}", "v", "t"),
                "column v: a text holds no vector",
                "write type: vector(384)");
        refused(
                vector("columns: {id: text, v: vector(3), t: int64}", "v", "t"),
                "column t: vector needs a text column, not int64");
        refused(
                vector("columns: {id: text, v: vector(3), t: \"text?\"}", "v", "t"),
                "column v: there is no vector where t is NULL");
        refused(entity("key: id\n    columns: {id: text}\n    vector: {column: id}"), "its vector is incomplete");
    }

    @Test
    void refusesAChunkThatCannotBe() {
        refused(chunk("{source_type: thing, text: [b]}"), "column b: chunk names a column that there is not");
        refused(chunk("{source_type: thing, text: []}"), "its chunk is incomplete", "write chunk:");
        refused(chunk("{text: [id]}"), "its chunk is incomplete");
        refused(chunk("{source_type: thing, text: [n]}"), "column n: chunk needs a text column, not int64");
        refused(
                chunk("{source_type: thing, text: [id]}"),
                "its chunk goes to entity search_chunks, which is in no pack",
                "load the pack documents too");
    }

    @Test
    void refusesAChunkOfAnotherOwner() {
        assertThatThrownBy(() -> CatalogueReader.load(List.of(
                        Path.of("documents"), Path.of("src/test/resources/io/evenkeel/packs/ownerless-chunk.yaml"))))
                .isInstanceOf(InvalidCatalogueException.class)
                .hasMessageContaining("entity notes: its chunk would not have the same owner as the row");
    }

    @Test
    void refusesAnOriginThatIsNoText() {
        refused(entity("key: id\n    columns: {id: text}\n    origin: o"), "column o: origin names a column");
        refused(
                entity("key: id\n    columns: {id: text, o: bool}\n    origin: o"),
                "column o: origin needs a text column, not bool");
    }

    @Test
    void refusesIndexesOverWhatHasNoOrder() {
        refused(entity("key: id\n    columns: {id: text}\n    indexes: [[b]]"), "column b: indexes names a column");
        refused(entity("key: id\n    columns: {id: text}\n    indexes: [[]]"), "an index has no columns");
        refused(
                entity("key: id\n    columns: {id: text, j: json}\n    indexes: [[id, j]]"),
                "column j: a json has no place in an index of columns");
    }

    @Test
    void refusesPropertiesThatThereAreNot() {
        refused(
                entity("key: id\n    colums: {id: text}"),
                "pack.yaml, entity things: there is no property 'colums'",
                "write one of [chunk, columns, indexes, key, origin, parent, references, sqlite, vector]");
        refused(
                column("{type: text, nullable: true}"),
                "column a: there is no property 'nullable'",
                "write one of [default, sqlite, type, values]");
        refused("pack: p\nversion: 1", "pack.yaml: there is no property 'version'", "[entities, pack]");
    }

    @Test
    void refusesFilesThatAreNotYaml() {
        refused("pack: [", "pack.yaml: it cannot be read in line 1", "compare it with the packs");
        refused("", "pack.yaml: ");
        refused("pack: p\nentities: {a: {key: id}, a: {key: id}}", "it cannot be read in line 2: Duplicate");
    }

    @Test
    void refusesPacksWithoutNameOrEntities() {
        refused("entities: {a: {key: id}}", "pack.yaml: the pack has no name", "write pack:");
        refused("pack: p", "pack.yaml: there is no entity in it", "write entities:");
    }

    @Test
    void refusesAnEntityThatTwoPacksDeclare() {
        refused(
                Map.of("a.yaml", OWNER, "b.yaml", OWNER),
                ".yaml, entity owners: it is declared in ",
                "remove one of them");
    }

    @Test
    void refusesATableThatTwoEntitiesShare() {
        Map<String, String> packs = new LinkedHashMap<>();
        packs.put("owners.yaml", OWNER);
        packs.put("pack.yaml", entity("sqlite: OWNERS\n    key: id\n    columns: {id: text}"));
        refused(packs, "pack.yaml, entity things: the SQLite table OWNERS is that of entity owners", "write sqlite:");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> Catalogue.load(List.of(Path.of("nowhere.yaml"))))
                .isInstanceOf(InvalidCatalogueException.class)
                .hasMessageContaining("nowhere.yaml: the file cannot be read")
                .hasMessageContaining("one of the shipped packs [documents, reasoning, chat]");
    }

    private static String entity(String body) {
        return "pack: mine\nentities:\n  things:\n    " + body + "\n";
    }

    private static String column(String written) {
        return entity("key: id\n    columns:\n      id: text\n      a: " + written);
    }

    private static Map<String, String> withOwner(String body) {
        Map<String, String> packs = new LinkedHashMap<>();
        packs.put("owners.yaml", OWNER);
        packs.put("pack.yaml", entity("key: id\n    " + body));
        return packs;
    }

    private static String vector(String columns, String column, String text) {
        return entity("key: id\n    " + columns + "\n    vector: {column: " + column + ", text: " + text + "}");
    }

    private static String chunk(String chunk) {
        return entity("key: id\n    columns: {id: text, n: int64}\n    chunk: " + chunk);
    }

    private static void refused(String yaml, String... said) {
        refused(Map.of("pack.yaml", yaml), said);
    }

    private static void refused(Map<String, String> files, String... said) {
        assertThatThrownBy(() -> CatalogueReader.read(files))
                .isInstanceOf(InvalidCatalogueException.class)
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(said).doesNotContain("null;"));
    }
}
