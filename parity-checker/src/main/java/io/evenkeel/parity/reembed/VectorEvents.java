package io.evenkeel.parity.reembed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events by which rows get their vector anew: each is its row as the log has it, without the vector, and does something
 * only while the row is as it was read. So what an application changes meanwhile is never taken back. Pure.
 */
final class VectorEvents {
    private static final String SOURCE = "evenkeel/reembed/";

    private final Catalogue catalogue;
    private final EventGate gate;

    /** What is to be published for a row. */
    sealed interface Plan {
        record Publish(Event event) implements Plan {}

        record Leave(String reason) implements Plan {}
    }

    VectorEvents(Catalogue catalogue, EventGate gate) {
        this.catalogue = catalogue;
        this.gate = gate;
    }

    /** Whether rows of that entity have a text that is embedded. */
    boolean embeds(String entity) {
        return catalogue.entity(entity).vector() != null;
    }

    /**
     * Whether a row needs a vector by that model.
     *
     * @param row of an entity that {@link #embeds}
     * @param which all, or those of other models
     */
    boolean isDue(Row row, String model, Reembed.Which which) {
        Entity entity = catalogue.entity(row.key().entity());
        VectorSpec spec = Objects.requireNonNull(entity.vector());
        if (!(row.value(entity, spec.text()) instanceof Value.Text text)
                || text.text().isBlank()) {
            return false;
        }
        return switch (which) {
            case ALL -> true;
            case OTHERS ->
                !(row.value(entity, VectorSpec.MODEL_COLUMN) instanceof Value.Text made)
                        || !made.text().equals(model);
        };
    }

    /**
     * The event for a row.
     *
     * @param row the row as that change set wrote it
     * @param written the change set that wrote it last
     * @param reembed the rebuild's id
     */
    Plan plan(Row row, ChangeSet written, String reembed) {
        RowKey root = Objects.requireNonNull(written.root(), "the root of a change set that wrote a row");
        Row stands = standsFor(row, root, written);
        if (stands == null) {
            return new Plan.Leave("its root " + root + " was not written with it; send the root's event again");
        }
        Entity entity = catalogue.entity(stands.key().entity());
        Map<String, String> attributes = new HashMap<>(Map.of(
                "specversion",
                "1.0",
                "id",
                written.position() + "/" + entity.name() + "/"
                        + digest(stands.key().key()),
                "source",
                SOURCE + reembed,
                "type",
                Event.TYPE_PREFIX + entity.name() + ".upserted",
                EventRecords.IF_MATCH,
                written.position().toString(),
                EventRecords.WORKSPACE,
                root.workspace()));
        if (!root.equals(stands.key())) {
            attributes.put(EventRecords.ROOT, root.key());
        }
        return switch (gate.check(new EventEnvelope(attributes, data(entity, stands)), root.workspace())) {
            case GateResult.Refused refused ->
                new Plan.Leave("it would be refused now: "
                        + refused.problems().stream().map(Problem::detail).collect(Collectors.joining(" ")));
            case GateResult.Accepted accepted -> accepted(withoutVector(entity, stands), accepted.events());
        };
    }

    private static Plan accepted(Row row, List<GateResult.AcceptedEvent> events) {
        if (events.size() == 1
                && events.getFirst().intent() instanceof Intent.UpsertRow upsert
                && upsert.row().equals(row)) {
            return new Plan.Publish(events.getFirst().event());
        }
        return new Plan.Leave("an event of it would be another row; send its own event again");
    }

    /**
     * Whose event brings the row again. A chunk that covers a row without an owner stands in that row's partition, where no
     * event of the chunk's own belongs; it comes with its row.
     */
    private @Nullable Row standsFor(Row row, RowKey root, ChangeSet written) {
        if (row.key().equals(root) || row.parent(catalogue).isPresent()) {
            return row;
        }
        return written.changes().stream()
                .map(change -> change instanceof Change.Upsert upsert
                                && upsert.row().key().equals(root)
                        ? Optional.of(upsert.row())
                        : Optional.<Row>empty())
                .flatMap(Optional::stream)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** A key may be as long as an event's id may be. */
    private static Digest digest(String key) {
        return Digest.of(key.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode data(Entity entity, Row row) {
        ObjectNode json = ValueJson.write(entity, row);
        VectorSpec spec = entity.vector();
        if (spec != null) {
            json.remove(spec.column());
            json.remove(VectorSpec.MODEL_COLUMN);
        }
        return json;
    }

    private static Row withoutVector(Entity entity, Row row) {
        VectorSpec spec = entity.vector();
        if (spec == null) {
            return row;
        }
        List<Value> values = new ArrayList<>(row.values());
        values.set(entity.indexOf(spec.column()), Value.NULL);
        values.set(entity.indexOf(VectorSpec.MODEL_COLUMN), Value.NULL);
        return new Row(row.key(), values);
    }
}
