package io.evenkeel.ingest;

import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.EventRecords;
import io.evenkeel.contract.topic.Topics;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Publishes events to {@code evenkeel.events}. Thread-safe. */
@Singleton
class EventPublisher {
    static final String CHANNEL = "events";
    private static final int UNIT = 1 << 10;

    private final MutinyEmitter<Publication> emitter;
    private final Topics topics;
    private final IngestConfig config;
    private final Semaphore room;
    private final int units;

    // The buffer needs no bound of its own: no more than the semaphore allows is in it.
    EventPublisher(
            @Channel(CHANNEL) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<Publication> emitter,
            Topics topics,
            IngestConfig config) {
        this.emitter = emitter;
        this.topics = topics;
        this.config = config;
        this.units =
                (int) Math.max(2 * EventBody.MAX_EVENT / UNIT, config.inFlight().asLongValue() / UNIT);
        this.room = new Semaphore(units, true);
    }

    /** Publishes an event; blocks while too much data waits for Kafka, until the event may not wait any longer. */
    Publication publish(Event event) throws InterruptedException {
        ProducerRecord<String, byte[]> kafka = EventRecords.write(event, topics.events(), topics.partitions());
        long handOver = config.handOver().toNanos();
        Publication publication = new Publication(event.id(), kafka.value(), System.nanoTime() + handOver);
        int size = Math.min(units, 1 + kafka.value().length / UNIT);
        if (!room.tryAcquire(size, handOver, TimeUnit.NANOSECONDS)) {
            publication.fail(new IllegalStateException("too much data waits for Kafka already"));
            return publication;
        }
        OutgoingMessageMetadata<RecordMetadata> acknowledged = new OutgoingMessageMetadata<>();
        OutgoingKafkaRecordMetadata<String> address = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(kafka.topic())
                .withKey(kafka.key())
                .withPartition(kafka.partition())
                .withHeaders(kafka.headers())
                .build();
        emitter.sendMessage(Message.of(publication, Metadata.of(address, acknowledged)))
                .onTermination()
                .invoke(() -> room.release(size))
                .subscribe()
                .with(
                        acknowledgement -> {
                            RecordMetadata where = acknowledged.getResult();
                            publication.complete(new Receipt(where.partition(), where.offset()));
                        },
                        publication::fail);
        return publication;
    }
}
