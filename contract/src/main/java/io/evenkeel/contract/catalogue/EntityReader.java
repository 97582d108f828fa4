package io.evenkeel.contract.catalogue;

import io.evenkeel.contract.catalogue.PackFile.ChunkFile;
import io.evenkeel.contract.catalogue.PackFile.EntityFile;
import io.evenkeel.contract.catalogue.PackFile.ParentFile;
import io.evenkeel.contract.catalogue.PackFile.VectorFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entity of a catalogue file, and checks what can be checked without the other entities. */
final class EntityReader {
    /** What stands where an entity's name would stand in a URL. */
    private static final Set<String> ROUTES = Set.of("search", "stats", "config");

    private final Place place;
    private final EntityFile file;
    private final List<Column> columns = new ArrayList<>();

    private EntityReader(Place place, EntityFile file) {
        this.place = place;
        this.file = file;
    }

    static Entity read(Place pack, String packName, String name, @Nullable EntityFile file) {
        Place place = pack.entity(name);
        Names.check(place, "entity", name);
        if (ROUTES.contains(name)) {
            throw place.refuse("/v1/" + name + " is a route", "give the entity another name");
        }
        if (file == null) {
            throw place.refuse("it is empty", "write key: and columns:");
        }
        return new EntityReader(place, file).read(packName, name);
    }

    private Entity read(String pack, String name) {
        String table = file.sqlite() == null ? name : file.sqlite();
        Names.checkSqlite(place, "table", table);
        if (name.startsWith("evenkeel_") || table.toLowerCase(Locale.ROOT).startsWith("evenkeel_")) {
            throw place.refuse("tables evenkeel_… are Evenkeel's own", "give the entity or its table another name");
        }
        readColumns();
        String key = key();
        VectorSpec vector = vector();
        if (vector != null) {
            columns.add(new Column(
                    VectorSpec.MODEL_COLUMN, VectorSpec.MODEL_COLUMN, new LogicalType.Text(Set.of()), true, null));
        }
        return new Entity(
                name, pack, table, key, columns, parent(), references(), vector, chunk(), origin(), indexes());
    }

    private void readColumns() {
        Set<String> sqliteNames = new HashSet<>();
        file.columnsOrNone().forEach((name, written) -> {
            Column column = ColumnReader.read(place.column(name), name, written);
            if (!sqliteNames.add(column.sqliteName().toLowerCase(Locale.ROOT))) {
                throw place.column(name)
                        .refuse(
                                "another column is called " + column.sqliteName() + " in SQLite too",
                                "write sqlite: with another name");
            }
            columns.add(column);
        });
        if (columns.isEmpty()) {
            throw place.refuse("it has no columns", "write columns: with a type for each");
        }
    }

    private String key() {
        if (file.key() == null) {
            throw place.refuse("it has no key", "write key: with the column that identifies a row");
        }
        Column key = known(file.key(), "key");
        Place there = place.column(key.name());
        if (key.nullable()) {
            throw there.refuse("a key is never NULL", "write its type without ?");
        }
        if (key.defaultValue() != null) {
            throw there.refuse("a key has no default", "remove default");
        }
        switch (key.type()) {
            case LogicalType.Text ignored -> {}
            case LogicalType.Uuid ignored -> {}
            case LogicalType.Int64 ignored -> {}
            case LogicalType.Float64 type -> throw notAKey(there, type);
            case LogicalType.Decimal type -> throw notAKey(there, type);
            case LogicalType.Bool type -> throw notAKey(there, type);
            case LogicalType.Timestamp type -> throw notAKey(there, type);
            case LogicalType.Json type -> throw notAKey(there, type);
            case LogicalType.TextArray type -> throw notAKey(there, type);
            case LogicalType.Vector type -> throw notAKey(there, type);
        }
        return key.name();
    }

    private @Nullable Parent parent() {
        ParentFile parent = file.parent();
        if (parent == null) {
            return null;
        }
        if (parent.entity() == null || parent.column() == null) {
            throw place.refuse("its parent is incomplete", "write parent: {entity: …, column: …}");
        }
        Column column = known(parent.column(), "parent");
        if (column.nullable() != parent.optional()) {
            throw place.column(column.name())
                    .refuse(
                            parent.optional()
                                    ? "the parent is optional, but the column is never NULL"
                                    : "the column may be NULL, but the parent is not optional",
                            "write a type with ? together with optional: true, or neither");
        }
        return new Parent(parent.entity(), column.name(), parent.optional());
    }

    private List<Reference> references() {
        List<Reference> references = new ArrayList<>();
        if (file.references() != null) {
            file.references()
                    .forEach((column, entity) -> references.add(
                            new Reference(known(column, "references").name(), entity)));
        }
        return references;
    }

    private @Nullable VectorSpec vector() {
        VectorFile vector = file.vector();
        if (vector == null) {
            return null;
        }
        if (vector.column() == null || vector.text() == null) {
            throw place.refuse("its vector is incomplete", "write vector: {column: …, text: …}");
        }
        Column column = known(vector.column(), "vector");
        if (!(column.type() instanceof LogicalType.Vector)) {
            throw place.column(column.name())
                    .refuse("a " + column.type().label() + " holds no vector", "write type: vector(384)");
        }
        Column text = text(vector.text(), "vector");
        if (text.nullable() && !column.nullable()) {
            throw place.column(column.name())
                    .refuse("there is no vector where " + text.name() + " is NULL", "write its type with ?");
        }
        return new VectorSpec(column.name(), text.name());
    }

    private @Nullable ChunkSpec chunk() {
        ChunkFile chunk = file.chunk();
        if (chunk == null) {
            return null;
        }
        if (chunk.sourceType() == null || chunk.text() == null || chunk.text().isEmpty()) {
            throw place.refuse("its chunk is incomplete", "write chunk: {source_type: …, text: [column, …]}");
        }
        chunk.text().forEach(column -> text(column, "chunk"));
        return new ChunkSpec(chunk.sourceType(), chunk.text());
    }

    private @Nullable String origin() {
        return file.origin() == null ? null : text(file.origin(), "origin").name();
    }

    private List<List<String>> indexes() {
        List<List<String>> indexes = file.indexes() == null ? List.of() : file.indexes();
        for (List<String> index : indexes) {
            if (index.isEmpty()) {
                throw place.refuse("an index has no columns", "write indexes: [[column, …], …]");
            }
            for (String name : index) {
                refuseUnordered(known(name, "indexes"));
            }
        }
        return indexes;
    }

    private void refuseUnordered(Column column) {
        LogicalType type = column.type();
        if (type instanceof LogicalType.Json
                || type instanceof LogicalType.TextArray
                || type instanceof LogicalType.Vector) {
            throw place.column(column.name())
                    .refuse(
                            "a " + type.label() + " has no place in an index of columns",
                            "leave it out; arrays and vectors get an index of their own");
        }
    }

    private Column text(String name, String property) {
        Column column = known(name, property);
        if (!(column.type() instanceof LogicalType.Text)) {
            throw place.column(name)
                    .refuse(
                            property + " needs a text column, not "
                                    + column.type().label(),
                            "name a text column");
        }
        return column;
    }

    private Column known(String name, String property) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> place.column(name)
                        .refuse(
                                property + " names a column that there is not",
                                "write one of "
                                        + columns.stream().map(Column::name).toList()));
    }

    private static InvalidCatalogueException notAKey(Place place, LogicalType type) {
        return place.refuse("a key cannot be " + type.label(), "write text, uuid or int64");
    }
}
