package io.evenkeel.e2e.values;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.event.StrictJson;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** What becomes of a value between an application's request and the stores, without the processes: bytes at every step. */
final class Pipeline {
    private final EventGate gate;
    private final ChangeSetCodec codec;

    Pipeline(Catalogue catalogue) {
        this.gate = new EventGate(catalogue, Clock.systemUTC());
        this.codec = new ChangeSetCodec(catalogue);
    }

    /** The gate's answer to an upsert's data, as ingest-service reads them. */
    GateResult offer(String entity, byte[] data, String workspace, @Nullable RowKey root) {
        return switch (StrictJson.parse(data, "/data")) {
            case StrictJson.Result.Refused refused -> new GateResult.Refused(List.of(refused.problem()));
            case StrictJson.Result.Parsed parsed -> {
                Map<String, String> attributes = new HashMap<>(
                        Map.of("specversion", "1.0", "id", "e", "source", "/values", "type", type(entity)));
                if (root != null) {
                    attributes.put(EventRecords.ROOT, root.key());
                }
                yield gate.check(new EventEnvelope(attributes, parsed.json()), workspace);
            }
        };
    }

    /** The row that the gate takes the data for. */
    Row row(GateResult.AcceptedEvent accepted) {
        return switch (accepted.intent()) {
            case Intent.UpsertRow upsert -> upsert.row();
            case Intent.DeleteRow ignored -> throw unexpected(accepted);
            case Intent.IngestDocument ignored -> throw unexpected(accepted);
            case Intent.RecordTrace ignored -> throw unexpected(accepted);
        };
    }

    /** Through Kafka's record of the event, the gate once more, and the record of its change set. */
    ChangeSet changeSet(GateResult.AcceptedEvent accepted, Position position) {
        ProducerRecord<String, byte[]> written = EventRecords.write(accepted.event(), "events", 1);
        ConsumerRecord<byte[], byte[]> consumed = new ConsumerRecord<>(
                "events",
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                written.value(),
                new RecordHeaders(written.headers()),
                Optional.empty());
        if (!(EventRecords.read(consumed) instanceof EventRecords.Record.Arrived arrived)
                || !(gate.check(arrived.envelope(), arrived.workspace()) instanceof GateResult.Accepted again)) {
            throw new AssertionError("the gate refuses what it gave: "
                    + Escaped.of(new String(written.value(), StandardCharsets.UTF_8)));
        }
        Event event = again.events().getFirst().event();
        ChangeSet changeSet = new ChangeSet(
                position,
                event.id(),
                event.source(),
                event.type(),
                event.root(),
                event.sequence(),
                event.condition(),
                List.of(new Change.Upsert(row(again.events().getFirst()))),
                null,
                null);
        return codec.decode(codec.encode(changeSet));
    }

    private static String type(String entity) {
        return Event.TYPE_PREFIX + entity + ".upserted";
    }

    private static IllegalStateException unexpected(GateResult.AcceptedEvent accepted) {
        return new IllegalStateException("not an upsert: " + accepted.event().type());
    }
}
