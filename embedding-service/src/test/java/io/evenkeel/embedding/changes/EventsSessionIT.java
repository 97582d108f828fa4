package io.evenkeel.embedding.changes;

import static io.evenkeel.embedding.changes.Sample.document;
import static io.evenkeel.embedding.changes.Sample.key;
import static io.evenkeel.embedding.changes.Sample.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.event.Event;
import io.evenkeel.contract.event.Intent;
import io.evenkeel.contract.value.Value;
import io.evenkeel.embedding.engine.Chunker.Limits;
import io.evenkeel.embedding.engine.SharedModel;
import io.evenkeel.localstack.TestServers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Exactly one change set for each event, whatever happens in between, on a real broker. */
class EventsSessionIT {
    private static final ChangeSetCodec CODEC = new ChangeSetCodec(Sample.CATALOGUE);

    private final TestLog log = new TestLog();

    @Test
    void writesOneChangeSetForEachEventIntoTheSamePartitionWithItsPosition() {
        write(0, 20);
        try (EventsSession session = join(clients("a"))) {
            steps(session, 20);
        }
        expectExactly(20);
        ChangeSet any = log.changeSets().getFirst();
        assertThat(any.root()).isEqualTo(key("documents", any.eventId()));
        Change.ReplaceChildren chunks = (Change.ReplaceChildren) any.changes().getLast();
        Entity entity = Sample.CATALOGUE.entity("search_chunks");
        assertThat(chunks.rows()).hasSize(1).allSatisfy(row -> {
            assertThat(row.value(entity, "embedding")).isInstanceOf(Value.Embedding.class);
            assertThat(row.value(entity, "embedding_model"))
                    .isEqualTo(Sample.text(SharedModel.EMBEDDER.model().toString()));
        });
        assertThat(any.provenance()).isEqualTo(SharedModel.EMBEDDER.provenance());
    }

    @Test
    void aRefusedEventIsADeadLetterAndAnEmptyChangeSet() {
        log.write(List.of(event(0, "refuse"), event(0, "word")));
        try (EventsSession session = join(clients("a"))) {
            steps(session, 2);
        }
        expectExactly(2);
        ChangeSet refused = log.changeSets().stream()
                .filter(changeSet -> changeSet.changes().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(refused.root()).isNull();
        assertThat(log.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.store()).isEqualTo("embedding");
            assertThat(letter.code()).isEqualTo("planted");
            assertThat(letter.topic()).isEqualTo(log.topics().events());
            assertThat(letter.position()).isEqualTo(refused.position());
            assertThat(letter.offset()).isEqualTo(refused.position().offset());
        });
        assertThat(log.deadLetterRecords())
                .singleElement()
                .satisfies(record -> assertThat(new String(record.value(), StandardCharsets.UTF_8))
                        .contains("refuse"));
    }

    @Test
    void aBarrierRidesThrough() {
        log.write(List.of(event(1, "barrier")));
        try (EventsSession session = join(clients("a"))) {
            steps(session, 1);
        }
        assertThat(log.changeSets()).singleElement().satisfies(changeSet -> {
            assertThat(changeSet.barrier()).isEqualTo("flip-1");
            assertThat(changeSet.position()).isEqualTo(new Position(log.epoch(), 1, 0));
            assertThat(changeSet.changes()).isEmpty();
        });
    }

    @Test
    void aCrashBeforeTheCommitRepeatsNothing() {
        crash(Moment.BEFORE_COMMIT);
    }

    @Test
    void aCrashAfterTheCommitRepeatsNothing() {
        crash(Moment.AFTER_COMMIT);
    }

    private void crash(Moment moment) {
        write(0, 30);
        try (EventsSession session = join(clients("a"))) {
            steps(session, 30);
        }
        write(30, 30);
        CrashingClients crashing = new CrashingClients(clients("a"), moment);
        EventsSession doomed = join(crashing);
        assertThatThrownBy(() -> steps(doomed, 30)).hasStackTraceContaining("planted crash");
        // What a dead process does: its membership ends, its transaction stays as it is.
        crashing.leaveGroup();
        try (EventsSession session = join(clients("a"))) {
            write(60, 10);
            until(() -> {
                session.step();
                return log.changeSets().size() >= 70;
            });
        }
        expectExactly(70);
        crashing.closeProducer();
    }

    @Test
    void goesOnWhereTheChangesEndWhenTheGroupsOffsetsAreGone() throws Exception {
        write(0, 12);
        try (EventsSession session = join(clients("a"))) {
            steps(session, 12);
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafkaBootstrap()))) {
            admin.deleteConsumerGroups(List.of(log.topics().prefix() + "-embedding"))
                    .all()
                    .get();
        }
        write(12, 5);
        try (EventsSession session = join(clients("a"))) {
            steps(session, 5);
        }
        expectExactly(17);
    }

    @Test
    void goesOnBehindChangesThatNobodyCanRead() {
        write(0, 6);
        try (EventsSession session = join(clients("a"))) {
            steps(session, 6);
        }
        log.write(IntStream.range(0, TestLog.PARTITIONS)
                .mapToObj(partition -> new ProducerRecord<byte[], byte[]>(
                        log.topics().changes(), partition, null, "no change set".getBytes(StandardCharsets.UTF_8)))
                .toList());
        write(6, 6);
        try (EventsSession session = join(clients("a"))) {
            steps(session, 6);
            assertThat(session.step()).isZero();
        }
    }

    @Test
    void goesOnInNoOtherLog() throws Exception {
        write(0, 6);
        try (EventsSession session = join(clients("a"))) {
            steps(session, 6);
            log.recreate();
            write(0, 3);

            assertThatThrownBy(() -> steps(session, 3)).isInstanceOf(RuntimeException.class);
        }
        TestLog made = new TestLog(log.topics().prefix());
        assertThat(made.epoch()).isGreaterThan(log.epoch());
        assertThat(made.changeSets()).isEmpty();
    }

    @Test
    void membersThatComeAndGoShareTheWorkExactlyOnce() {
        write(0, 400);
        AtomicBoolean stopFirst = new AtomicBoolean();
        AtomicBoolean stopSecond = new AtomicBoolean();
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> runUntil("a", stopFirst));
        until(() -> !log.changeSets().isEmpty());
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> runUntil("b", stopSecond));
        write(400, 200);
        until(() -> log.changeSets().size() >= 500);
        stopFirst.set(true);
        write(600, 100);
        until(() -> log.changeSets().size() >= 700);
        stopSecond.set(true);
        assertThat(first.join() + second.join()).isEqualTo(700);
        expectExactly(700);
    }

    private int runUntil(String instance, AtomicBoolean stop) {
        int done = 0;
        try (EventsSession session = join(clients(instance))) {
            while (!stop.get()) {
                done += session.step();
            }
        }
        return done;
    }

    private void expectExactly(int events) {
        List<Position> positions =
                log.changeSets().stream().map(ChangeSet::position).toList();
        assertThat(positions)
                .hasSize(events)
                .doesNotHaveDuplicates()
                .allMatch(position -> position.epoch() == log.epoch());
        for (int partition = 0; partition < TestLog.PARTITIONS; partition++) {
            int which = partition;
            List<Long> offsets = positions.stream()
                    .filter(position -> position.partition() == which)
                    .map(Position::offset)
                    .toList();
            assertThat(offsets)
                    .as("partition " + partition)
                    .isEqualTo(IntStream.range(0, offsets.size())
                            .mapToObj(Long::valueOf)
                            .toList());
        }
    }

    private void write(int from, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            records.add(event(i % TestLog.PARTITIONS, "text number " + i));
        }
        log.write(records);
    }

    private ProducerRecord<byte[], byte[]> event(int partition, String content) {
        return new ProducerRecord<>(
                log.topics().events(),
                partition,
                ("key " + partition).getBytes(StandardCharsets.UTF_8),
                content.getBytes(StandardCharsets.UTF_8));
    }

    private SessionClients clients(String instance) {
        return new KafkaClients(TestServers.kafkaBootstrap(), log.topics(), instance, Duration.ofSeconds(10));
    }

    private EventsSession join(SessionClients clients) {
        EventTransformer transformer = new EventTransformer(
                EventsSessionIT::read,
                Sample.CATALOGUE,
                SharedModel.EMBEDDER,
                SharedModel.EMBEDDER.chunker(Limits.DEFAULT),
                Limits.DEFAULT,
                CODEC,
                Clock.systemUTC());
        EventsSession session = new EventsSession(clients, transformer, CODEC, log.topics(), log::epoch);
        session.join();
        return session;
    }

    /** Each record's value is the text of a document, but for two words. */
    private static EventReading read(ConsumerRecord<byte[], byte[]> record) {
        String content = new String(record.value(), StandardCharsets.UTF_8);
        String id = record.partition() + "-" + record.offset();
        return switch (content) {
            case "refuse" ->
                new EventReading.Refused(id, "test", Event.DOCUMENT_INGESTED, null, "planted", "refused by the test");
            case "barrier" -> new EventReading.Barrier(id, Event.BARRIER, "flip-1");
            default ->
                new EventReading.Accepted(
                        new Event(
                                id,
                                "test",
                                Event.DOCUMENT_INGESTED,
                                Instant.EPOCH,
                                key("documents", id),
                                null,
                                Condition.NONE,
                                "{}"),
                        new Intent.IngestDocument(document(id), List.of(section(id, 0, content, Value.NULL)), "{}"));
        };
    }

    private static void steps(EventsSession session, int events) {
        AtomicInteger done = new AtomicInteger();
        until(() -> done.addAndGet(session.step()) >= events);
        assertThat(done.get()).isEqualTo(events);
    }

    private static void until(BooleanSupplier reached) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!reached.getAsBoolean()) {
            assertThat(Instant.now()).as("deadline").isBefore(deadline);
        }
    }

    private enum Moment {
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    /** Real clients, whose producer dies around its first commit. */
    private static final class CrashingClients implements SessionClients {
        private final SessionClients real;
        private final Moment moment;
        private Consumer<byte[], byte[]> events;
        private Producer<byte[], byte[]> changes;

        CrashingClients(SessionClients real, Moment moment) {
            this.real = real;
            this.moment = moment;
        }

        @Override
        public Consumer<byte[], byte[]> events() {
            events = real.events();
            return events;
        }

        @Override
        public Admin admin() {
            return real.admin();
        }

        @Override
        public Consumer<byte[], byte[]> changesReader() {
            return real.changesReader();
        }

        @Override
        @SuppressWarnings("unchecked")
        public Producer<byte[], byte[]> changes() {
            changes = real.changes();
            return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("commitTransaction")) {
                            if (moment == Moment.AFTER_COMMIT) {
                                changes.commitTransaction();
                            } else {
                                changes.flush();
                            }
                            throw new IllegalStateException("planted crash");
                        }
                        try {
                            return method.invoke(changes, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }

        void leaveGroup() {
            events.close();
        }

        void closeProducer() {
            changes.close();
        }
    }
}
