package io.evenkeel.embedding.changes;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.engine.Chunker;
import io.evenkeel.embedding.engine.Embedder;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns each event into exactly one change set, with the vectors of a whole batch made together. Touches no Kafka. */
final class EventTransformer {
    private final Function<ConsumerRecord<byte[], byte[]>, EventReading> reader;
    private final EventChanges eventChanges;
    private final VectorColumns vectorColumns;
    private final Embedder embedder;
    private final ChangeSetCodec codec;
    private final Chunker.Limits limits;
    private final Clock clock;

    EventTransformer(
            Function<ConsumerRecord<byte[], byte[]>, EventReading> reader,
            Catalogue catalogue,
            Embedder embedder,
            Chunker chunker,
            Chunker.Limits limits,
            ChangeSetCodec codec,
            Clock clock) {
        this.reader = reader;
        VectorWidths.check(catalogue, embedder);
        eventChanges = new EventChanges(catalogue, chunker, limits);
        vectorColumns = new VectorColumns(catalogue, embedder.model().toString());
        this.embedder = embedder;
        this.codec = codec;
        this.limits = limits;
        this.clock = clock;
    }

    /** An event half way: refused, or waiting for its vectors. */
    private sealed interface Draft {
        record Waiting(Event event, List<Change> changes) implements Draft {}

        record Done(Transformed transformed) implements Draft {}
    }

    /**
     * Transforms a batch.
     *
     * @param records records of the log of events
     * @param epoch the epoch of that log
     * @return one result a record, in the same order
     * @throws io.evenkeel.embedding.engine.EmbeddingException when the engine fails; nothing is refused for that
     */
    List<Transformed> transform(List<ConsumerRecord<byte[], byte[]>> records, long epoch) {
        List<Draft> drafts =
                records.stream().map(record -> draft(record, epoch)).toList();
        List<String> texts = drafts.stream()
                .flatMap(draft -> draft instanceof Draft.Waiting waiting
                        ? vectorColumns.texts(waiting.changes()).stream()
                        : java.util.stream.Stream.of())
                .distinct()
                .toList();
        List<Vector> made = embedder.embed(texts, Purpose.PASSAGE);
        Map<String, Vector> vectors = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            vectors.put(texts.get(i), made.get(i));
        }
        List<Transformed> transformed = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            transformed.add(
                    switch (drafts.get(i)) {
                        case Draft.Done done -> done.transformed();
                        case Draft.Waiting waiting -> finish(record, position(record, epoch), waiting, vectors);
                    });
        }
        return transformed;
    }

    private Draft draft(ConsumerRecord<byte[], byte[]> record, long epoch) {
        Position position = position(record, epoch);
        return switch (reader.apply(record)) {
            case EventReading.Refused refused -> new Draft.Done(refused(record, position, refused));
            case EventReading.Barrier barrier ->
                new Draft.Done(new Transformed(
                        ChangeSet.barrier(position, barrier.eventId(), barrier.eventType(), barrier.name()), null));
            case EventReading.Accepted accepted -> draft(record, position, accepted);
        };
    }

    private Draft draft(ConsumerRecord<byte[], byte[]> record, Position position, EventReading.Accepted accepted) {
        Event event = accepted.event();
        Optional<List<Change>> changes = eventChanges.of(accepted.intent(), event.time());
        if (changes.isEmpty()) {
            return new Draft.Done(refused(
                    record,
                    position,
                    EventReading.Refused.of(
                            event,
                            "text-too-long",
                            "the text has more than " + limits.textTokens()
                                    + " tokens; split the document, or raise EMBEDDING_TEXT_TOKENS")));
        }
        Optional<Row> foreign = vectorColumns.foreignVector(changes.get());
        if (foreign.isPresent()) {
            return new Draft.Done(refused(
                    record,
                    position,
                    EventReading.Refused.of(
                            event,
                            "foreign-vector",
                            foreign.get().key() + " brings a vector of another model than " + embedder.model()
                                    + "; leave the vector out, and it is made here")));
        }
        return new Draft.Waiting(event, changes.get());
    }

    private Transformed finish(
            ConsumerRecord<byte[], byte[]> record,
            Position position,
            Draft.Waiting waiting,
            Map<String, Vector> vectors) {
        Event event = waiting.event();
        boolean embedded = !vectorColumns.texts(waiting.changes()).isEmpty();
        ChangeSet changeSet = new ChangeSet(
                position,
                event.id(),
                event.source(),
                event.type(),
                event.root(),
                event.sequence(),
                event.condition(),
                vectorColumns.fill(waiting.changes(), vectors),
                embedded ? embedder.provenance() : null,
                null);
        int bytes = codec.encode(changeSet).length;
        if (bytes <= Topics.MAX_CHANGE_BYTES) {
            return new Transformed(changeSet, null);
        }
        return refused(
                record,
                position,
                EventReading.Refused.of(
                        event,
                        "change-too-large",
                        "what the event does takes " + bytes + " bytes, more than " + Topics.MAX_CHANGE_BYTES
                                + "; split it"));
    }

    private Transformed refused(
            ConsumerRecord<byte[], byte[]> record, Position position, EventReading.Refused refused) {
        return new Transformed(
                ChangeSet.empty(position, refused.eventId(), refused.eventSource(), refused.eventType()),
                new DeadLetter(
                        "embedding",
                        refused.code(),
                        refused.message(),
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        position,
                        refused.eventId(),
                        refused.eventType(),
                        refused.root(),
                        clock.instant()));
    }

    private static Position position(ConsumerRecord<byte[], byte[]> record, long epoch) {
        return new Position(epoch, record.partition(), record.offset());
    }
}
