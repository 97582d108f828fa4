package io.evenkeel.e2e.values;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.event.NearMiss;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of a catalogue's entities, under owners that were written before, some with every column at its limit. */
final class WrittenRows {
    private static final int ROOM_FOR_A_CHUNKS_KEY = 64;
    private static final int WIDE = 1_000;
    private static final int MOST_OWNERS = 200;

    private final Catalogue catalogue;
    private final Random random;
    private final WrittenValues values;
    private final List<String> workspaces;
    private final Map<String, List<Made>> owners = new HashMap<>();
    private final List<Made> fresh = new ArrayList<>();
    private long made;

    WrittenRows(Catalogue catalogue, Random random) {
        this.catalogue = catalogue;
        this.random = random;
        this.values = new WrittenValues(random);
        this.workspaces = List.of(
                Entity.DEFAULT_WORKSPACE,
                Entity.DEFAULT_WORKSPACE,
                "wörk/späce",
                values.texts().ideographs(TextDomain.MAX_KEY_BYTES));
    }

    /**
     * A row as an event brings it.
     *
     * @param row what it is
     * @param members the event's data: each column's name, and its value in JSON
     * @param root the row on top
     */
    record Made(Row row, Map<String, String> members, RowKey root) {

        /** The event's data. */
        String data() {
            return members.entrySet().stream()
                    .map(member -> '"' + member.getKey() + "\":" + member.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }
    }

    /** A row of the entity that comes next in turn, after the owners that it needed and that there were not. */
    List<Made> next() {
        List<Entity> entities = List.copyOf(catalogue.entities());
        Entity entity = entities.get((int) (made % entities.size()));
        made++;
        fresh.clear();
        next(entity);
        return List.copyOf(fresh);
    }

    private Made next(Entity entity) {
        var parent = entity.parent();
        Made owner = null;
        if (parent != null && (!parent.optional() || random.nextBoolean())) {
            List<Made> known = owners.getOrDefault(parent.entity(), List.of());
            owner = known.isEmpty() ? next(catalogue.entity(parent.entity())) : known.get(random.nextInt(known.size()));
        }
        String workspace = owner == null
                ? workspaces.get(random.nextInt(workspaces.size()))
                : owner.row().key().workspace();
        Made row = row(entity, workspace, owner);
        List<Made> known = owners.computeIfAbsent(entity.name(), name -> new ArrayList<>());
        if (known.size() < MOST_OWNERS) {
            known.add(row);
        }
        fresh.add(row);
        return row;
    }

    private Made row(Entity entity, String workspace, @Nullable Made owner) {
        var parent = entity.parent();
        boolean full = random.nextInt(25) == 0;
        Map<String, Written> columns = new LinkedHashMap<>();
        for (Column column : entity.columns()) {
            columns.put(column.name(), column(entity, column, full));
        }
        columns.put(entity.key(), key(entity));
        VectorSpec vector = entity.vector();
        if (vector != null && columns.get(vector.column()) != Written.NULL) {
            columns.put(VectorSpec.MODEL_COLUMN, values.text(values.texts().withSomething()));
        }
        if (parent != null) {
            columns.put(parent.column(), owner == null ? Written.NULL : ownersKey(entity, parent.column(), owner));
        }
        fitIndexes(entity, columns, full);
        List<Value> row = entity.columns().stream()
                .map(column -> columns.getOrDefault(column.name(), Written.NULL).value())
                .toList();
        RowKey key = new RowKey(entity.name(), workspace, text(row.get(entity.indexOf(entity.key()))));
        return new Made(new Row(key, row), members(entity, columns), owner == null ? key : owner.root());
    }

    private Written column(Entity entity, Column column, boolean full) {
        VectorSpec vector = entity.vector();
        if (column.name().equals(VectorSpec.MODEL_COLUMN)) {
            return Written.NULL;
        }
        if (vector != null && vector.text().equals(column.name())) {
            return values.text(values.texts().withSomething());
        }
        boolean wide = column.type() instanceof LogicalType.Vector type && type.dimensions() > WIDE;
        if (column.nullable() && !full && random.nextInt(wide ? 8 : 5) < (wide ? 7 : 1)) {
            return Written.NULL;
        }
        return values.of(column.type());
    }

    private Written key(Entity entity) {
        return switch (entity.keyColumn().type()) {
            case LogicalType.Uuid ignored ->
                values.uuid(new UUID(random.nextLong(), made << 20 | random.nextInt(1 << 20)));
            case LogicalType.Int64 ignored -> values.int64(random.nextLong());
            default ->
                values.text(values.texts()
                        .key(
                                random.nextLong(Long.MAX_VALUE),
                                TextDomain.MAX_KEY_BYTES
                                        - ROOM_FOR_A_CHUNKS_KEY
                                        + (entity.chunk() == null ? ROOM_FOR_A_CHUNKS_KEY : 0)));
        };
    }

    private Written ownersKey(Entity entity, String column, Made owner) {
        Entity owners = catalogue.entity(owner.row().key().entity());
        return switch (owner.row().value(owners, owners.key())) {
            case Value.Uuid uuid -> values.uuid(uuid.uuid());
            case Value.Int64 number -> values.int64(number.number());
            case Value.Text text -> values.text(text.text());
            default -> throw new IllegalStateException(entity.name() + "." + column + " is no key");
        };
    }

    /** Text in indexes is cut to what they take, or filled up to it. */
    private void fitIndexes(Entity entity, Map<String, Written> columns, boolean full) {
        List<List<String>> indexes = new ArrayList<>(entity.indexes());
        entity.references().forEach(reference -> indexes.add(List.of(reference.column())));
        for (List<String> index : indexes) {
            List<String> texts = index.stream()
                    .filter(name -> columns.getOrDefault(name, Written.NULL).value() instanceof Value.Text
                            && isFree(entity, name))
                    .toList();
            long decimals = index.stream()
                    .map(name -> columns.getOrDefault(name, Written.NULL).value())
                    .mapToLong(value -> value instanceof Value.Decimal decimal
                            ? Numbers.plain(decimal.number()).length()
                            : 0)
                    .sum();
            if (decimals > ValueDomain.MAX_INDEXED_BYTES) {
                throw new IllegalStateException("generated decimals fit any index");
            }
            for (String name : texts) {
                String text =
                        ((Value.Text) columns.getOrDefault(name, Written.NULL).value()).text();
                int most = (int) (ValueDomain.MAX_INDEXED_BYTES - decimals) / texts.size();
                if (full || TextDomain.bytes(text) > most) {
                    columns.put(name, values.text(NearMiss.text(most, random.nextLong())));
                }
            }
        }
    }

    private static boolean isFree(Entity entity, String name) {
        boolean chosen = entity.columns().get(entity.indexOf(name)).type() instanceof LogicalType.Text text
                && !text.allowed().isEmpty();
        var parent = entity.parent();
        return !chosen && !name.equals(entity.key()) && (parent == null || !name.equals(parent.column()));
    }

    private Map<String, String> members(Entity entity, Map<String, Written> columns) {
        Map<String, String> members = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(columns.keySet());
        Collections.shuffle(names, random);
        for (String name : names) {
            Written written = Objects.requireNonNull(columns.get(name));
            Column column = entity.columns().get(entity.indexOf(name));
            boolean leftOut = written == Written.NULL
                    && (name.equals(VectorSpec.MODEL_COLUMN)
                            || (column.defaultValue() == null && random.nextBoolean()));
            if (!leftOut) {
                members.put(name, written.json());
            }
        }
        return members;
    }

    private static String text(Value key) {
        return switch (key) {
            case Value.Text text -> text.text();
            case Value.Uuid uuid -> uuid.uuid().toString();
            case Value.Int64 number -> Long.toString(number.number());
            default -> throw new IllegalStateException("no key: " + key);
        };
    }
}
