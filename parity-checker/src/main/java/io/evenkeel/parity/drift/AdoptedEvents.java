package io.evenkeel.parity.drift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.ValueJson;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events by which rows that were changed past the log get into it. Each does something only while the log has the row as it
 * was when the change was found, so a later change of the log wins; and the same change makes the same event again, which does
 * nothing. Vectors are left out: embedding-service makes them of the text. Pure.
 */
final class AdoptedEvents {
    private static final String SOURCE = "evenkeel/drift/";

    private final Catalogue catalogue;
    private final EventGate gate;

    /** What is to be done for a row. */
    sealed interface Plan {
        record Publish(Event event) implements Plan {}

        /** @param reason why it cannot be adopted, and what to do */
        record Leave(String reason) implements Plan {}
    }

    AdoptedEvents(Catalogue catalogue, EventGate gate) {
        this.catalogue = catalogue;
        this.gate = gate;
    }

    /**
     * The event for a row.
     *
     * @param row the row as the store has it now; null where it has none
     * @param entry what the log says of it; null when the log never named it
     * @param root the top of its owners
     */
    Plan plan(RowKey key, @Nullable Row row, @Nullable LedgerEntry entry, RowKey root, Sighting sighting) {
        Entity entity = catalogue.entity(key.entity());
        if (row == null && (entry == null || entry.deleted())) {
            return new Plan.Leave("neither the log nor the store has it any more");
        }
        if (entry != null && entry.deleted()) {
            return new Plan.Leave(
                    "the log has deleted it, and an event cannot be made to depend on that; send it as an event,"
                            + " or ./evenkeel parity repair");
        }
        Map<String, String> attributes = new HashMap<>(Map.of(
                "specversion",
                "1.0",
                "id",
                sighting.place() + "@" + sighting.at().toEpochMilli() + "/" + entity.name() + "/"
                        + Digest.of((key.workspace() + "/" + key.key()).getBytes(StandardCharsets.UTF_8)),
                "source",
                SOURCE + sighting.store().label(),
                "type",
                Event.TYPE_PREFIX + entity.name() + (row == null ? ".deleted" : ".upserted"),
                EventRecords.WORKSPACE,
                key.workspace()));
        if (entry != null) {
            attributes.put(EventRecords.IF_MATCH, entry.position().toString());
        } else {
            attributes.put(EventRecords.IF_ABSENT, "true");
        }
        if (!root.equals(key)) {
            attributes.put(EventRecords.ROOT, root.key());
        }
        ObjectNode data = row == null ? keyOf(entity, key) : data(entity, row);
        return switch (gate.check(new EventEnvelope(attributes, data), key.workspace())) {
            case GateResult.Refused refused ->
                new Plan.Leave("it is refused as an event: "
                        + refused.problems().stream().map(Problem::detail).collect(Collectors.joining(" ")));
            case GateResult.Accepted accepted ->
                new Plan.Publish(accepted.events().getFirst().event());
        };
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

    private static ObjectNode keyOf(Entity entity, RowKey key) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (entity.keyColumn().type() instanceof LogicalType.Int64) {
            json.put(entity.key(), Long.parseLong(key.key()));
        } else {
            json.put(entity.key(), key.key());
        }
        return json;
    }
}
