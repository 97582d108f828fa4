package io.evenkeel.parity.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.parity.reembed.Reembed.Which;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorEventsTest {
    private static final long SEED = Long.getLong("evenkeel.seed", System.nanoTime());
    private static final String OURS = "ours@0123456789abcdef";
    private static final String THEIRS = "theirs@0123456789abcdef";
    private static final Position POSITION = new Position(7, 3, 42);
    private static final RowKey DOCUMENT = Rows.key("documents", "d1");

    private final EventGate gate = new EventGate(Rows.CATALOGUE, Clock.systemUTC());
    private final VectorEvents events = new VectorEvents(Rows.CATALOGUE, gate);

    @Test
    void aChunkComesAgainWithoutItsVectorWhileItIsAsItWasRead() {
        Row chunk = Rows.chunk("d1", 0, "document", "some text");
        Event event = published(events.plan(chunk, written(DOCUMENT, new Change.Upsert(chunk)), "r1"));

        assertThat(event.type()).isEqualTo("dev.evenkeel.search_chunks.upserted");
        assertThat(event.source()).isEqualTo("evenkeel/reembed/r1");
        assertThat(event.root()).isEqualTo(DOCUMENT);
        assertThat(event.condition()).isEqualTo(new Condition.IfMatch(POSITION));
        assertThat(event.sequence()).isNull();
        assertThat(event.data()).contains("some text").doesNotContain("embedding");
    }

    /** The same values as the conformance suite brings into both stores. */
    @Test
    void nothingButTheVectorChangesWhateverTheRowHolds() {
        Random random = new Random(SEED);
        int tried = 0;
        for (String name : List.of("search_chunks", "reasoning_traces", "memory_items")) {
            Entity entity = Rows.CATALOGUE.entity(name);
            for (int i = 0; i < 300; i++) {
                Row row = random(name, i, random);
                if (!events.isDue(row, OURS, Which.ALL)) {
                    continue;
                }
                tried++;
                RowKey root = row.parent(Rows.CATALOGUE).orElse(row.key());
                VectorEvents.Plan plan = events.plan(row, written(root, new Change.Upsert(row)), "r1");
                Event event = published(plan);
                GateResult again = gate.check(EventRecords.envelope(event), root.workspace());
                assertThat(again).as("seed %d, %s", SEED, row).isInstanceOf(GateResult.Accepted.class);
                Intent intent =
                        ((GateResult.Accepted) again).events().getFirst().intent();
                assertThat(((Intent.UpsertRow) intent).row())
                        .as("seed %d", SEED)
                        .isEqualTo(withoutVector(entity, row));
            }
        }
        assertThat(tried).as("seed %d", SEED).isGreaterThan(300);
    }

    @Test
    void aRowIsDueWhenItHasATextAndTheVectorOfAnotherModelOrNone() {
        Row chunk = Rows.chunk("d1", 0, "document", "some text");
        assertThat(events.isDue(with(chunk, THEIRS), OURS, Which.OTHERS)).isTrue();
        assertThat(events.isDue(with(chunk, null), OURS, Which.OTHERS)).isTrue();
        assertThat(events.isDue(with(chunk, OURS), OURS, Which.OTHERS)).isFalse();
        assertThat(events.isDue(with(chunk, OURS), OURS, Which.ALL)).isTrue();
        assertThat(events.isDue(Rows.chunk("d1", 0, "document", "  \n"), OURS, Which.ALL))
                .isFalse();
    }

    /** Its own event would stand in another partition than the row that it covers, and overtake it. */
    @Test
    void aChunkWithoutAnOwnerComesWithTheRowThatItCovers(@TempDir Path folder) throws IOException {
        Catalogue catalogue = Catalogue.load(List.of(Files.writeString(folder.resolve("notes.yaml"), """
                pack: notes
                entities:
                  folders:
                    key: id
                    columns: {id: text}
                  notes:
                    key: id
                    columns: {id: text, folder_id: "text?", body: text}
                    parent: {entity: folders, column: folder_id, optional: true}
                    chunk: {source_type: note, text: [body]}
                  search_chunks:
                    key: id
                    columns:
                      id: text
                      folder_id: "text?"
                      source_type: text
                      chunk_index: int64
                      text: text
                      meta: json?
                      created_at: timestamp?
                      embedding: vector(384)?
                    parent: {entity: folders, column: folder_id, optional: true}
                    vector: {column: embedding, text: text}
                    origin: source_type
                """)));
        VectorEvents own = new VectorEvents(catalogue, new EventGate(catalogue, Clock.systemUTC()));
        RowKey note = Rows.key("notes", "n1");
        Row covered = row(catalogue, note, "body", "some text");
        Row chunk = row(catalogue, Rows.key("search_chunks", "notes:n1"), "text", "some text");

        Event event =
                published(own.plan(chunk, written(note, new Change.Upsert(covered), new Change.Upsert(chunk)), "r1"));

        assertThat(event.type()).isEqualTo("dev.evenkeel.notes.upserted");
        assertThat(event.root()).isEqualTo(note);
        assertThat(event.data()).contains("some text");
        assertThat(own.plan(chunk, written(note, new Change.Upsert(chunk)), "r1"))
                .isInstanceOfSatisfying(
                        VectorEvents.Plan.Leave.class,
                        left -> assertThat(left.reason()).contains("n1"));
    }

    private static ChangeSet written(RowKey root, Change... changes) {
        return new ChangeSet(
                POSITION, "e1", "test", "dev.evenkeel.test", root, null, Condition.NONE, List.of(changes), null, null);
    }

    private static Event published(VectorEvents.Plan plan) {
        assertThat(plan).as("seed %d", SEED).isInstanceOf(VectorEvents.Plan.Publish.class);
        return ((VectorEvents.Plan.Publish) plan).event();
    }

    /** But for JSON's null, which no event can tell from NULL. */
    private static Row random(String entity, int i, Random random) {
        String key = new UUID(random.nextLong(), i).toString();
        String owner = new UUID(random.nextLong(), random.nextLong()).toString();
        Row row = Rows.random(entity, key, owner, random);
        return new Row(
                row.key(),
                row.values().stream()
                        .<Value>map(value -> value.equals(new Value.Json("null")) ? new Value.Json("{}") : value)
                        .toList());
    }

    private static Row with(Row chunk, @Nullable String model) {
        Entity entity = Rows.CATALOGUE.entity(chunk.key().entity());
        List<Value> values = new ArrayList<>(chunk.values());
        values.set(entity.indexOf(VectorSpec.MODEL_COLUMN), model == null ? Value.NULL : new Value.Text(model));
        return new Row(chunk.key(), values);
    }

    private static Row withoutVector(Entity entity, Row row) {
        List<Value> values = new ArrayList<>(row.values());
        values.set(entity.indexOf(Objects.requireNonNull(entity.vector()).column()), Value.NULL);
        values.set(entity.indexOf(VectorSpec.MODEL_COLUMN), Value.NULL);
        return new Row(row.key(), values);
    }

    private static Row row(Catalogue catalogue, RowKey key, String column, String text) {
        Entity entity = catalogue.entity(key.entity());
        List<Value> values = new ArrayList<>();
        entity.columns().forEach(each -> {
            if (each.name().equals(entity.key())) {
                values.add(new Value.Text(key.key()));
            } else if (each.name().equals(column)) {
                values.add(new Value.Text(text));
            } else if (each.name().equals("source_type")) {
                values.add(new Value.Text("note"));
            } else {
                values.add(each.nullable() ? Value.NULL : new Value.Int64(0));
            }
        });
        return new Row(key, values);
    }
}
