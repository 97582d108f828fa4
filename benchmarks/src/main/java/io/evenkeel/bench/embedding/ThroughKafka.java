package io.evenkeel.bench.embedding;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The service's whole path: events in Kafka, the service that runs already, change sets in Kafka. Timed from the first
 * event that is sent to the last change set that a reader of committed records gets.
 */
record ThroughKafka(ServiceInstance service, Work work) implements Contender {
    private static final Catalogue CATALOGUE = Catalogue.shipped();
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(100);

    @Override
    public String name() {
        return "embedding-service, through Kafka";
    }

    @Override
    public Trial prepare() {
        String label = UUID.randomUUID().toString();
        EventPublisher publisher = new EventPublisher(service.bootstrapServers(), service.topics());
        List<ProducerRecord<String, byte[]>> events = publisher.documents(label, work.texts());
        KafkaConsumer<byte[], byte[]> changes = changes();
        return new Trial() {
            private final List<byte[]> received = new ArrayList<>();
            private Duration cpu = Duration.ZERO;

            @Override
            public Duration run() {
                Duration cpuBefore = service.cpu();
                long start = System.nanoTime();
                publisher.publish(events);
                while (received.size() < events.size()) {
                    if (System.nanoTime() - start > LIMIT.toNanos()) {
                        throw new BenchFailure(
                                name() + " gave " + received.size() + " change sets in " + LIMIT.toSeconds() + " s");
                    }
                    for (ConsumerRecord<byte[], byte[]> record : changes.poll(POLL)) {
                        received.add(record.value());
                    }
                }
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                cpu = service.cpu().minus(cpuBefore);
                return took;
            }

            @Override
            public Duration cpu() {
                return cpu;
            }

            @Override
            public Duration compiled() {
                return service.compiled();
            }

            @Override
            public void check() {
                work.check(name(), vectors(label));
            }

            /** The vectors that came, in the order of the texts. */
            private List<Vector> vectors(String label) {
                ChangeSetCodec codec = new ChangeSetCodec(CATALOGUE);
                Map<String, Vector> vectors = new HashMap<>();
                for (byte[] bytes : received) {
                    ChangeSet changeSet = codec.decode(bytes);
                    for (Change change : changeSet.changes()) {
                        if (change instanceof Change.ReplaceChildren chunks
                                && chunks.entity().equals("search_chunks")) {
                            vectors.put(
                                    changeSet.eventId(), vector(chunks.rows().getFirst()));
                        }
                    }
                }
                return IntStream.range(0, work.texts().size())
                        .mapToObj(i -> Objects.requireNonNull(vectors.get(label + "-" + i), "a vector for each event"))
                        .toList();
            }

            @Override
            public void close() {
                publisher.close();
                changes.close();
            }
        };
    }

    private static Vector vector(Row chunk) {
        Entity entity = CATALOGUE.entity(chunk.key().entity());
        VectorSpec spec = Objects.requireNonNull(entity.vector());
        if (chunk.value(entity, spec.column()) instanceof Value.Embedding embedding) {
            return embedding.vector();
        }
        throw new BenchFailure(chunk.key() + " has no vector");
    }

    /** Reads what is committed from now on. */
    private KafkaConsumer<byte[], byte[]> changes() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        service.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, service.topics().partitions())
                .mapToObj(partition -> new TopicPartition(service.topics().changes(), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        return consumer;
    }
}
