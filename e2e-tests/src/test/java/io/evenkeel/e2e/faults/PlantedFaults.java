package io.evenkeel.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.CanonicalJson;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Differences of each kind, in either store and in both alike, each in rows of its own; and just what a sweep has to say of
 * them.
 */
final class PlantedFaults {
    private static final int SPECIMENS = 3 * Alteration.values().length + 8;

    private final PastTheLog sql;
    private final Random random;
    private final String prefix;
    private final Map<String, Row> specimens = new LinkedHashMap<>();
    private final Map<String, Row> slices = new LinkedHashMap<>();
    private final List<Row> leftBehind = new ArrayList<>();
    private final Set<Expected> expected = new HashSet<>();

    /** A mismatch, as the service names it. */
    record Expected(
            String entity, String id, String kind, @Nullable String column, Set<String> stores) {
        static Expected of(JsonNode mismatch) {
            Set<String> stores = new TreeSet<>();
            mismatch.path("stores").forEach(store -> stores.add(store.asText()));
            return new Expected(
                    mismatch.path("entity").asText(),
                    mismatch.path("id").asText(),
                    mismatch.path("kind").asText(),
                    mismatch.path("column").asText(null),
                    stores);
        }
    }

    /** @param prefix what the keys of its rows begin with */
    PlantedFaults(Installation installation, String prefix, long seed) {
        this.sql = new PastTheLog(installation);
        this.random = new Random(seed);
        this.prefix = prefix;
        IntStream.range(0, SPECIMENS).forEach(i -> {
            Row row = Specimens.specimen(prefix + i, random);
            specimens.put(row.key().key(), row);
        });
    }

    /** Brings the rows through the log, and waits until both stores have them. */
    void bring(Specimens log) {
        List<String> owners = List.copyOf(specimens.keySet()).subList(0, 4);
        for (String owner : owners) {
            for (int i = 0; i < 2; i++) {
                Row slice = Specimens.slice(new UUID(random.nextLong(), random.nextLong()).toString(), owner, random);
                slices.put(slice.key().key(), slice);
            }
        }
        log.send(List.copyOf(specimens.values()));
        log.send(List.copyOf(slices.values()));
        awaitCount(Specimens.SPECIMENS, "id", specimens.size());
        awaitCount(Specimens.SLICES, "specimen_id", slices.size());
        for (String owner : owners.subList(0, 2)) {
            Row gone = slices.values().stream()
                    .filter(slice -> owner(slice).equals(owner))
                    .findFirst()
                    .orElseThrow();
            slices.remove(gone.key().key());
            leftBehind.add(gone);
            log.delete(gone.key(), Objects.requireNonNull(specimens.get(owner)).key());
        }
        awaitCount(Specimens.SLICES, "specimen_id", slices.size());
    }

    /** Plants all of them. */
    void plant() {
        Iterator<Row> rows = specimens.values().iterator();
        List<Row> owners = List.of(rows.next(), rows.next(), rows.next(), rows.next());
        for (Alteration alteration : Alteration.values()) {
            alter(rows.next(), alteration, Set.of(Backend.SQLITE));
            alter(rows.next(), alteration, Set.of(Backend.SUPABASE));
            alter(rows.next(), alteration, Set.of(Backend.SQLITE, Backend.SUPABASE));
        }
        Row reordered = rows.next();
        String json = ((Value.Json) reordered.value(Specimens.SPECIMENS, "a_json")).canonical();
        sql.set(Backend.SQLITE, Specimens.SPECIMENS, reordered.key().key(), "a_json", new Value.Json(reversed(json)));
        swap(rows.next(), rows.next());
        for (Backend store : Backend.values()) {
            Row missing = slices.values().stream()
                    .filter(slice -> owner(slice)
                            .equals(owners.get(2 + store.ordinal()).key().key()))
                    .findFirst()
                    .orElseThrow();
            sql.delete(store, Specimens.SLICES, missing.key().key());
            expect(missing.key(), "missing_in_", null, Set.of(store));
            String extra = prefix + "-extra-" + store.label();
            sql.copy(store, Specimens.SPECIMENS, reordered.key().key(), extra);
            expect(new RowKey("specimens", "default", extra), "extra_in_", null, Set.of(store));
        }
        for (Row gone : leftBehind) {
            Backend store = anyStore();
            Row like = slices.values().stream()
                    .filter(slice -> owner(slice).equals(owner(gone)))
                    .findFirst()
                    .orElseThrow();
            sql.copy(store, Specimens.SLICES, like.key().key(), gone.key().key());
            expect(gone.key(), "extra_in_", null, Set.of(store));
        }
    }

    /** What has to be found, and nothing else. */
    Set<Expected> expected() {
        return Set.copyOf(expected);
    }

    private void alter(Row row, Alteration alteration, Set<Backend> stores) {
        String id = row.key().key();
        Value altered = alteration.of(row.value(Specimens.SPECIMENS, alteration.column()));
        stores.forEach(store -> sql.set(store, Specimens.SPECIMENS, id, alteration.column(), altered));
        expect(row.key(), "different", alteration.column(), stores);
    }

    private void swap(Row one, Row other) {
        Backend store = anyStore();
        sql.swap(store, Specimens.SPECIMENS, one.key().key(), other.key().key());
        for (Column column : Specimens.SPECIMENS.columns()) {
            boolean differs = !one.value(Specimens.SPECIMENS, column.name())
                    .equals(other.value(Specimens.SPECIMENS, column.name()));
            if (differs && !column.name().equals("id")) {
                expect(one.key(), "different", column.name(), Set.of(store));
                expect(other.key(), "different", column.name(), Set.of(store));
            }
        }
    }

    private void expect(RowKey key, String kind, @Nullable String column, Set<Backend> stores) {
        Set<String> names = new TreeSet<>();
        stores.forEach(store -> names.add(store.label()));
        expected.add(new Expected(
                key.entity(),
                key.key(),
                kind.endsWith("_") ? kind + names.iterator().next().toLowerCase(Locale.ROOT) : kind,
                column,
                names));
    }

    private Backend anyStore() {
        return Backend.values()[random.nextInt(Backend.values().length)];
    }

    private void awaitCount(Entity entity, String column, long count) {
        for (Backend store : Backend.values()) {
            Eventually.within(
                    Duration.ofMinutes(1),
                    count + " " + entity.name() + " in " + store,
                    () -> sql.count(store, entity, column, prefix) == count,
                    () -> "it has " + sql.count(store, entity, column, prefix));
        }
    }

    private static String owner(Row slice) {
        return ((Value.Text) slice.value(Specimens.SLICES, "specimen_id")).text();
    }

    /** The same object with its keys the other way round, and spaces. */
    private static String reversed(String canonical) {
        JsonNode json = CanonicalJson.parse(canonical);
        List<String> parts = new ArrayList<>();
        json.fields().forEachRemaining(field -> parts.addFirst("\"" + field.getKey() + "\" : " + field.getValue()));
        return "{" + String.join(", ", parts) + "}";
    }
}
