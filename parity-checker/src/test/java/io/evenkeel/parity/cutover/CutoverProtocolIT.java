package io.evenkeel.parity.cutover;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.ControlRecord.Phase;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.TwoStores;
import io.evenkeel.parity.event.EventPublisher;
import io.evenkeel.parity.ledger.LogReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips against a real control log and two real databases, whose writers the test plays. */
class CutoverProtocolIT {
    private static final Gates.Evidence GOOD =
            new Gates.Evidence(Duration.ZERO, Duration.ZERO, 0L, 0, 0L, List.of(), null);
    private static final Gates.Evidence MISMATCHING =
            new Gates.Evidence(Duration.ZERO, Duration.ZERO, 0L, 1, 0L, List.of(), null);
    private static final InitialStage DUAL_WRITE = InitialStage.of(Optional.empty(), true, true);

    @TempDir
    Path folder;

    private TwoStores stores;
    private CutoverProtocol protocol;
    private volatile Gates.Evidence evidence = GOOD;
    private final ExecutorService operator = Executors.newSingleThreadExecutor();

    @BeforeEach
    void start() {
        stores = new TwoStores(folder);
        protocol = protocol(Duration.ofSeconds(15));
        stores.append(key("documents", "a"), new Change.Upsert(document("a", "one")));
        stores.applyAll();
    }

    @AfterEach
    void stop() {
        operator.shutdown();
        protocol.close();
        stores.close();
    }

    @Test
    void theFirstStageIsWrittenOnce() {
        assertThat(protocol.begin(DUAL_WRITE).stage()).isEqualTo(Stage.DUAL_WRITE);
        protocol.close();
        protocol = protocol(Duration.ofSeconds(15));
        ControlRecord holds = protocol.begin(InitialStage.of(Optional.of("supabase"), true, true));
        assertThat(holds.stage()).isEqualTo(Stage.DUAL_WRITE);
        assertThat(holds.term()).isEqualTo(1);
        assertThat(control()).hasSize(1);
    }

    @Test
    void commitsOnceTheNewBackendHasAppliedTheBarrier() throws Exception {
        protocol.begin(DUAL_WRITE);
        Future<Outcome> flip = flip(Stage.LIVE);
        stores.carryBarrier(0);
        stores.apply(Backend.SQLITE);
        assertThat(flip.isDone()).isFalse();
        stores.apply(Backend.SUPABASE);

        assertThat(flip.get()).isInstanceOfSatisfying(Outcome.Done.class, done -> {
            assertThat(done.record().stage()).isEqualTo(Stage.LIVE);
            assertThat(done.record().term()).isEqualTo(2);
            assertThat(done.record().barrier()).hasSize(stores.topics().partitions());
        });
        assertThat(control())
                .extracting(ControlRecord::phase)
                .containsExactly(Phase.COMMIT, Phase.PREPARE, Phase.COMMIT);
        assertThat(history()).isEqualTo(control());
    }

    @Test
    void goesBackToSqliteThoughSupabaseHasStopped() throws Exception {
        protocol.begin(InitialStage.of(Optional.of("supabase"), true, true));
        evidence = new Gates.Evidence(null, Duration.ofHours(1), null, 3, null, List.of(), null);
        Future<Outcome> flip = flip(Stage.DUAL_WRITE);
        stores.carryBarrier(0);
        stores.apply(Backend.SQLITE);
        assertThat(flip.get())
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.record().stage().backend()).isEqualTo(Backend.SQLITE));
    }

    @Test
    void givesUpWhenTheNewBackendLags() throws Exception {
        protocol.close();
        protocol = protocol(Duration.ofSeconds(1));
        protocol.begin(DUAL_WRITE);
        Future<Outcome> flip = flip(Stage.LIVE);
        stores.carryBarrier(0);
        stores.apply(Backend.SQLITE);

        assertThat(flip.get())
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        late -> assertThat(late.gates())
                                .filteredOn(Gate::blocks)
                                .extracting(Gate::name)
                                .containsExactly("barrier"));
        assertThat(control()).last().satisfies(last -> {
            assertThat(last.phase()).isEqualTo(Phase.ABORT);
            assertThat(last.stage()).isEqualTo(Stage.DUAL_WRITE);
        });

        // The next flip has a term of its own, and is not confused by the barrier that comes late.
        protocol.close();
        protocol = protocol(Duration.ofSeconds(15));
        assertThat(protocol.begin(DUAL_WRITE).stage()).isEqualTo(Stage.DUAL_WRITE);
        Future<Outcome> again = flip(Stage.LIVE);
        stores.apply(Backend.SUPABASE);
        stores.carryBarrier(1);
        stores.applyAll();
        assertThat(again.get())
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.record().term()).isEqualTo(3));
    }

    @Test
    void aRestartGivesUpAFlipThatWasLeftHalfDone() {
        protocol.begin(DUAL_WRITE);
        protocol.close();
        try (ControlLog crashed = ControlLog.open(TestServers.kafkaBootstrap(), stores.topics())) {
            crashed.write(new Flip.Request(2, new Move.ToSupabase(Stage.DUAL_WRITE), "me", null)
                    .prepare(Instant.now())
                    .record());
        }
        protocol = protocol(Duration.ofSeconds(15));
        ControlRecord holds = protocol.begin(DUAL_WRITE);
        assertThat(holds.stage()).isEqualTo(Stage.DUAL_WRITE);
        assertThat(holds.term()).isEqualTo(1);
        assertThat(control()).last().satisfies(last -> {
            assertThat(last.phase()).isEqualTo(Phase.ABORT);
            assertThat(last.term()).isEqualTo(2);
        });
    }

    @Test
    void aSecondCheckerTakesTheDecisionsOver() {
        protocol.begin(DUAL_WRITE);
        try (CutoverProtocol second = protocol(Duration.ofSeconds(15))) {
            second.begin(DUAL_WRITE);
            assertThatThrownBy(() -> protocol.move(asked(Stage.LIVE, false, null)))
                    .isInstanceOf(ControlLog.LostControlException.class);
            assertThatThrownBy(() -> protocol.move(asked(Stage.LIVE, false, null)))
                    .isInstanceOf(ControlLog.LostControlException.class);
        }
        assertThat(control()).hasSize(1);
    }

    @Test
    void aGateRefusesAndForceIsRecorded() throws Exception {
        protocol.begin(DUAL_WRITE);
        evidence = MISMATCHING;
        assertThat(protocol.move(asked(Stage.LIVE, false, null))).isInstanceOf(Outcome.Refused.class);
        assertThat(control()).hasSize(1);

        Future<Outcome> flip = operator.submit(() -> protocol.move(asked(Stage.LIVE, true, "known and harmless")));
        stores.carryBarrier(0);
        stores.applyAll();
        assertThat(flip.get()).isInstanceOf(Outcome.Done.class);
        assertThat(history())
                .last()
                .satisfies(last -> assertThat(last.why()).isEqualTo("forced past mismatches: known and harmless"));
    }

    @Test
    void aDryRunChangesNothing() {
        protocol.begin(DUAL_WRITE);
        Outcome outcome = protocol.move(new CutoverProtocol.Asked(Stage.LIVE, true, false, "me", null));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Planned.class,
                        planned -> assertThat(planned.gates())
                                .extracting(Gate::name)
                                .containsExactly(
                                        "verified",
                                        "parity-lag",
                                        "writer-lag",
                                        "mismatches",
                                        "dead-letters",
                                        "vector-index",
                                        "search-recall"));
        assertThat(control()).hasSize(1);
    }

    @Test
    void staysWhereItIsAndTakesNoShortcut() {
        protocol.begin(InitialStage.of(Optional.empty(), true, false));
        assertThat(protocol.move(asked(Stage.LIVE, true, "hurry"))).isInstanceOf(Outcome.NoWay.class);
        protocol.close();
        assertThat(control()).hasSize(1);
    }

    private Future<Outcome> flip(Stage stage) {
        return operator.submit(() -> protocol.move(asked(stage, false, null)));
    }

    private static CutoverProtocol.Asked asked(Stage stage, boolean force, @Nullable String reason) {
        return new CutoverProtocol.Asked(stage, false, force, "me", reason);
    }

    private List<ControlRecord> control() {
        return records(stores.topics().control());
    }

    private List<ControlRecord> history() {
        return records(stores.topics().controlHistory());
    }

    private static List<ControlRecord> records(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ControlRecord> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = LogReader.open(TestServers.kafkaBootstrap(), 1 << 20)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.add(
                                ControlRecord.fromJson(new String(record.value(), StandardCharsets.UTF_8))));
            }
        }
        return records;
    }

    private CutoverProtocol protocol(Duration barrier) {
        return new CutoverProtocol(
                () -> ControlLog.open(TestServers.kafkaBootstrap(), stores.topics()),
                () -> new EventPublisher(TestServers.kafkaBootstrap(), stores.topics(), stores.epoch(), barrier),
                stores.scanners(),
                backend -> evidence,
                new CutoverProtocol.Limits(
                        new Gates.Limits(Duration.ofMinutes(5), Duration.ofSeconds(10), 1_000, 0.95), barrier),
                Clock.systemUTC());
    }
}
