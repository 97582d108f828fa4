package io.evenkeel.embedding.changes;

import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.GateResult.AcceptedEvent;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.topic.PartitionKey;
import io.evenkeel.contract.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the log of events through the gate that stands at ingest too, since anybody may write to Kafka. A
 * record with a wrong key or in a wrong partition is refused and never put elsewhere: its order there would be another.
 */
final class EventReader {
    private static final int MOST_PROBLEMS = 5;

    private final EventGate gate;
    private final Topics topics;

    EventReader(EventGate gate, Topics topics) {
        this.gate = gate;
        this.topics = topics;
    }

    EventReading read(ConsumerRecord<byte[], byte[]> record) {
        return switch (EventRecords.read(record)) {
            case EventRecords.Record.Barrier barrier ->
                new EventReading.Barrier(barrier.id(), Event.BARRIER, barrier.name());
            case EventRecords.Record.Refused refused -> refused(refused.attributes(), List.of(refused.problem()));
            case EventRecords.Record.Arrived arrived ->
                switch (gate.check(arrived.envelope(), arrived.workspace())) {
                    case GateResult.Refused refused ->
                        refused(arrived.envelope().attributes(), refused.problems());
                    case GateResult.Accepted accepted -> place(record, accepted.events());
                };
        };
    }

    private EventReading place(ConsumerRecord<byte[], byte[]> record, List<AcceptedEvent> events) {
        Event event = events.getLast().event();
        if (events.size() > 1) {
            return EventReading.Refused.of(
                    event,
                    "artifact-in-document",
                    "an artifact belongs into a partition of its own; send it as an event of its own, or the document"
                            + " to ingest-service, which parts them");
        }
        String expected = event.partitionKey();
        // As bytes: a key that is not UTF-8 would read as U+FFFD, which a key may hold.
        if (!Arrays.equals(expected.getBytes(StandardCharsets.UTF_8), record.key())) {
            return EventReading.Refused.of(
                    event,
                    "wrong-key",
                    "the record's key is " + quoted(key(record.key())) + "; write it with " + quoted(expected));
        }
        int partition = PartitionKey.partition(expected, topics.partitions());
        if (partition != record.partition()) {
            return EventReading.Refused.of(
                    event,
                    "wrong-partition",
                    "the record stands in partition " + record.partition() + "; its key belongs into " + partition
                            + ", as Java's default partitioner says");
        }
        return new EventReading.Accepted(event, events.getLast().intent());
    }

    private static EventReading refused(Map<String, String> attributes, List<Problem> problems) {
        return new EventReading.Refused(
                attributes.getOrDefault("id", ""),
                attributes.getOrDefault("source", ""),
                attributes.getOrDefault("type", ""),
                null,
                problems.getFirst().code(),
                problems.stream()
                        .limit(MOST_PROBLEMS)
                        .map(problem -> problem.pointer() + ": " + problem.detail())
                        .collect(Collectors.joining("; ")));
    }

    private static @Nullable String key(byte @Nullable [] key) {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    private static String quoted(@Nullable String key) {
        return key == null ? "missing" : "'" + key + "'";
    }
}
