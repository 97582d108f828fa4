package io.evenkeel.kit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.EventLog;
import io.evenkeel.localstack.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading one batch ahead: what becomes of it when the batch before it is not applied, or its partition is taken away. */
class StoreConsumerIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration SESSION = Duration.ofSeconds(10);
    private static final ChangeSetCodec CODEC = new ChangeSetCodec(Catalogue.shipped());
    private static final int EVERYTHING = 1_000;

    private final String group = "store-consumer-it-" + UUID.randomUUID();
    private final Topics topics = new Topics(group, 2);
    private final EventLog log = EventLog.of(TestServers.kafkaBootstrap(), topics, (short) 1);
    private final PositionsInMemory store = new PositionsInMemory();
    private final List<PositionsInMemory.Writer> writers = new ArrayList<>();
    private final List<StoreConsumer> consumers = new ArrayList<>();
    private ControlFollower control;
    private DeadLetterSink deadLetters;

    @BeforeEach
    void open() {
        log.epoch();
        ControlRecord both = new ControlRecord(
                1, ControlRecord.Phase.COMMIT, Stage.DUAL_WRITE, Instant.now(), "test", null, List.of());
        produce(List.of(new ProducerRecord<>(topics.control(), utf8(both.key()), utf8(both.toJson()))));
        control = ControlFollower.follow(log);
        deadLetters = DeadLetterSink.open(log.bootstrapServers(), topics.deadLetters());
    }

    @AfterEach
    void close() throws InterruptedException {
        writers.forEach(writer -> writer.let(EVERYTHING));
        for (StoreConsumer consumer : consumers) {
            consumer.stop();
        }
        control.stop();
        deadLetters.close();
    }

    @Test
    void whatWasReadAfterAFailedBatchComesAgainBehindIt() {
        int count = 3 * PolledSlices.MOST_RECORDS;
        write(0, count);
        PositionsInMemory.Writer writer = start();
        await().atMost(SOON).until(() -> writer.begun() == 1);
        writer.fail();
        writer.let(EVERYTHING);

        await().atMost(SOON).until(() -> store.count() >= count);
        assertThat(store.applied(0)).isEqualTo(offsets(0, count));
    }

    @Test
    void whatWasReadAfterAFencedBatchIsNotApplied() {
        int count = 3 * PolledSlices.MOST_RECORDS;
        write(0, count);
        PositionsInMemory.Writer writer = start();
        await().atMost(SOON).until(() -> writer.begun() == 1);
        long theirs = count - 10;
        store.move(new StorePosition(0, theirs, new Position(log.epoch(), 0, theirs - 1)));
        writer.let(EVERYTHING);

        await().atMost(SOON).until(() -> store.count() >= 10);
        assertThat(store.applied(0)).isEqualTo(offsets(theirs, count));
        assertThat(store.fenced()).as("the batch in flight, and none after it").isEqualTo(1);
    }

    @Test
    void aPartitionIsHandedOverOnlyWhenItsBatchIsApplied() throws Exception {
        int count = 2 * PolledSlices.MOST_RECORDS;
        write(0, count);
        write(1, count);
        PositionsInMemory.Writer first = start();
        await().atMost(SOON).until(() -> first.begun() == 1);
        PositionsInMemory.Writer second = start();
        second.let(EVERYTHING);
        awaitMembers(2);
        // It finds the rebalance in the poll that reads on while the next batch is in flight.
        first.let(1);
        await().atMost(SOON).until(() -> first.begun() == 2);
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> second.begun() == 0);
        first.let(EVERYTHING);
        awaitShared();
        write(0, 10);
        write(1, 10);

        await().atMost(SOON).until(() -> store.count() >= 2 * count + 20);
        assertThat(store.applied(0)).isEqualTo(offsets(0, count + 10));
        assertThat(store.applied(1)).isEqualTo(offsets(0, count + 10));
        assertThat(second.begun()).as("it got a partition").isPositive();
        assertThat(store.fenced()).as("nobody was in the other's way").isZero();
    }

    @Test
    void aCommandWaitsForTheBatchAtHandAndNotForTheLog() {
        write(0, 10);
        PositionsInMemory.Writer writer = start();
        await().atMost(SOON).until(() -> writer.begun() == 1);
        CompletableFuture<Integer> command = consumers.getFirst().submit(ignored -> store.count());
        writer.let(1);

        assertThat(command).succeedsWithin(SOON).isEqualTo(10);
    }

    @Test
    void aStopWaitsForTheBatchInFlight() throws InterruptedException {
        write(0, 10);
        PositionsInMemory.Writer writer = start();
        await().atMost(SOON).until(() -> writer.begun() == 1);
        Thread stop = Thread.ofVirtual().start(() -> {
            try {
                consumers.getFirst().stop();
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
        });
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(stop::isAlive);
        writer.let(1);

        assertThat(stop.join(SOON)).isTrue();
        assertThat(store.applied(0)).isEqualTo(offsets(0, 10));
    }

    private PositionsInMemory.Writer start() {
        PositionsInMemory.Writer writer = store.new Writer();
        StoreConsumer consumer = new StoreConsumer(
                Backend.SQLITE,
                writer,
                new ConsumerSettings(log.bootstrapServers(), group, null, SESSION),
                log,
                control,
                deadLetters,
                CODEC,
                new WriterState(Clock.systemUTC()),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        writers.add(writer);
        consumers.add(consumer);
        consumer.start();
        return writer;
    }

    private void awaitMembers(int count) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            await().atMost(SOON).until(() -> members(admin).size() == count);
        }
    }

    private void awaitShared() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            await().atMost(SOON).until(() -> members(admin).equals(List.of(1, 1)));
        }
    }

    /** How many partitions each of them has. */
    private List<Integer> members(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get().members().stream()
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }

    /** Empty change sets, to stand behind those that are there. */
    private void write(int partition, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ChangeSet empty = ChangeSet.empty(new Position(log.epoch(), partition, i), "id-" + i, "test", "nothing");
            records.add(new ProducerRecord<>(topics.changes(), partition, null, CODEC.encode(empty)));
        }
        produce(records);
    }

    private void produce(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", log.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            records.forEach(producer::send);
        }
    }

    private static List<Long> offsets(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
