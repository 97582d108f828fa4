package io.evenkeel.kit.writer;

import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.FencedException;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.writer.WriterState.Phase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Feeds {@code evenkeel.changes} to a store. A thread of its own polls and decodes, one batch ahead of the one that is
 * applied; whatever else is to be done with the store waits until that batch is settled.
 *
 * <p>Invariant: a partition is fetched only while it stands at the position that the store holds. It is <em>unplaced</em>
 * (paused, to be sought to the stored position) when it is assigned, and whenever a batch was not applied; what was read
 * after that batch is dropped. So a batch that failed is fetched again, nothing is skipped, and what another writer has
 * applied is not applied twice. A partition that is taken away has nothing in flight any more.
 */
public final class StoreConsumer {
    private static final Logger LOG = Logger.getLogger(StoreConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration POLL_AMONG_COMMANDS = Duration.ofMillis(5);
    private static final Duration COMMANDS_COME_TOGETHER = Duration.ofSeconds(1);
    private static final Duration LAG_EVERY = Duration.ofSeconds(1);
    private static final Duration ASK = Duration.ofSeconds(2);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Backend store;
    private final StoreWriter writer;
    private final ConsumerSettings settings;
    private final EventLog log;
    private final ControlFollower control;
    private final WriterState state;
    private final Clock clock;
    private final Placement placement;
    private final ChangeRecords changeRecords;
    private final WriterLag lag;
    private final StoreCommands commands = new StoreCommands();
    private final BatchInFlight inFlight;

    private final Backoff backoff = new Backoff();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private Instant retryAt = Instant.MIN;
    private Instant lagAt = Instant.MIN;
    private Instant commandAt = Instant.MIN;
    private boolean assigned;
    private boolean batchFailed;
    private volatile boolean commanded;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    /**
     * A consumer that is not started yet.
     *
     * @param store which store, for the stage, dead letters and metrics
     * @param writer used by the consumer alone from {@link #start()} to {@link #stop()}, by one thread at a time
     * @param state kept up to date, for {@link WriterReadiness}
     */
    public StoreConsumer(
            Backend store,
            StoreWriter writer,
            ConsumerSettings settings,
            EventLog log,
            ControlFollower control,
            DeadLetterSink deadLetters,
            ChangeSetCodec codec,
            WriterState state,
            MeterRegistry registry,
            Clock clock) {
        this.store = store;
        this.writer = writer;
        this.settings = settings;
        this.log = log;
        this.control = control;
        this.state = state;
        this.clock = clock;
        this.placement = new Placement(writer, log);
        this.changeRecords = new ChangeRecords(store, codec, clock);
        this.lag = new WriterLag(clock);
        this.inFlight = new BatchInFlight(
                store, writer, changeRecords, deadLetters, new WriterMetrics(registry, store, lag), lag);
    }

    /** Starts the thread. The store is prepared there, again and again if it cannot be reached. */
    public void start() {
        thread = Thread.ofPlatform().name(store.label() + "-writer").start(this::run);
    }

    /** Ends after the batch at hand; the store is then no longer used and may be closed. */
    public void stop() throws InterruptedException {
        stopping.countDown();
        KafkaConsumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        if (thread == null) {
            return;
        }
        if (!thread.join(SETTLE) && !commanded && !inFlight.isBusy()) {
            // It waits for a Kafka or a database that does not answer.
            thread.interrupt();
        }
        if (!thread.join(STOP)) {
            LOG.warnf("store=%s is still busy with a batch after %d s", store.label(), STOP.toSeconds());
        }
    }

    /**
     * Has the writer do something besides the log, between two batches; also while the stage has it apply nothing.
     *
     * @return the answer; fails with a {@link StoreUnavailableException} when the store cannot be reached or the writer
     *     stops
     */
    public <T> CompletableFuture<T> submit(Function<StoreWriter, T> command) {
        return commands.submit(command);
    }

    /** How many change sets of its partitions are still to be applied, as found last. Thread-safe. */
    public long lagRecords() {
        return lag.records();
    }

    private boolean running() {
        return stopping.getCount() > 0;
    }

    private void run() {
        try {
            consumeUntilStopped();
        } finally {
            commands.close();
            inFlight.close();
        }
    }

    private void consumeUntilStopped() {
        while (running()) {
            try (KafkaConsumer<byte[], byte[]> opened =
                    new KafkaConsumer<>(settings.kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = opened;
                consume(opened);
            } catch (WakeupException asked) {
                LOG.debugf("store=%s asked to stop", store.label());
            } catch (RuntimeException failed) {
                // Whatever it was: nothing was applied that the store's position does not tell.
                if (running()) {
                    fail("the consumer failed and is opened anew", failed);
                    await(Duration.between(clock.instant(), retryAt));
                }
            } finally {
                consumer = null;
                inFlight.settleQuietly();
                placement.forgetAll();
                assigned = false;
                batchFailed = false;
            }
        }
    }

    private void consume(KafkaConsumer<byte[], byte[]> polling) {
        // Opening the log creates what topics are missing: with the right number of partitions, before it is
        // subscribed.
        log.epoch();
        polling.subscribe(List.of(log.topics().changes()), new Assignment(polling));
        while (running()) {
            if (mayApply(polling)) {
                polling.resume(polling.paused());
            } else {
                polling.pause(polling.assignment());
            }
            runCommands(polling);
            poll(polling);
            observeLag(polling);
        }
    }

    private void runCommands(KafkaConsumer<byte[], byte[]> polling) {
        if (commands.areWaiting()) {
            settle(polling);
            commanded = true;
            try {
                commands.run(writer);
            } finally {
                commanded = false;
            }
            commandAt = clock.instant();
        }
    }

    /** Whoever sends one command after another does not wait for the poll between them. */
    private Duration patience() {
        return clock.instant().isBefore(commandAt.plus(COMMANDS_COME_TOGETHER)) ? POLL_AMONG_COMMANDS : POLL;
    }

    private boolean mayApply(KafkaConsumer<byte[], byte[]> polling) {
        if (!control.writes(store)) {
            settle(polling);
            enter(
                    Phase.PAUSED,
                    control.stage().map(stage -> "stage " + stage.label()).orElse("no stage decided yet"));
            return false;
        }
        if (clock.instant().isBefore(retryAt)) {
            return false;
        }
        if (!placement.isComplete() && !settle(polling)) {
            return false;
        }
        try {
            placement.place(polling);
        } catch (StoreUnavailableException | IllegalStateException failed) {
            fail("not applying", failed);
            return false;
        }
        // After a failed batch, only a batch that is applied shows that all is well.
        if (assigned && !batchFailed) {
            backoff.reset();
            enter(Phase.APPLYING, "");
        }
        return true;
    }

    private void poll(KafkaConsumer<byte[], byte[]> polling) {
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = polling.poll(patience());
        } catch (InvalidOffsetException lost) {
            // The log was cut while it was read; placing says where it begins now.
            placement.unplace(polling, polling.assignment());
            return;
        }
        if (records.isEmpty()) {
            settle(polling);
            return;
        }
        for (ConsumerRecords<byte[], byte[]> slice : PolledSlices.of(records)) {
            // What is left of the poll comes again after a batch that was not applied, and after a stop.
            if (!running() || !apply(polling, slice)) {
                return;
            }
        }
    }

    /** Begins to apply, once what went before is applied. */
    private boolean apply(KafkaConsumer<byte[], byte[]> polling, ConsumerRecords<byte[], byte[]> records) {
        ChangeRecords.Read read;
        try {
            read = changeRecords.read(records, log.epoch());
        } catch (OtherLogException another) {
            settle(polling);
            notApplied(polling, another);
            return false;
        }
        boolean goesOn = settle(polling);
        if (goesOn) {
            inFlight.begin(records, read);
        }
        return goesOn;
    }

    /**
     * Waits for the batch in flight.
     *
     * @return whether all that was begun is applied; if not, what was read after it has to be dropped
     */
    private boolean settle(KafkaConsumer<byte[], byte[]> polling) {
        try {
            if (inFlight.settle()) {
                batchFailed = false;
            }
            return true;
        } catch (FencedException another) {
            LOG.warnf("store=%s %s; reading its positions again", store.label(), another.getMessage());
            placement.unplace(polling, polling.assignment());
            retryAt = clock.instant().plus(POLL);
        } catch (StoreUnavailableException failed) {
            notApplied(polling, failed);
        }
        return false;
    }

    private void notApplied(KafkaConsumer<byte[], byte[]> polling, RuntimeException failed) {
        // Placing looks at the log anew, and compares it with what the store has applied.
        placement.unplace(polling, polling.assignment());
        batchFailed = true;
        fail("not applying", failed);
    }

    private void observeLag(KafkaConsumer<byte[], byte[]> polling) {
        Set<TopicPartition> placed = new HashSet<>(polling.assignment());
        if (placed.isEmpty() || clock.instant().isBefore(lagAt)) {
            return;
        }
        lagAt = clock.instant().plus(LAG_EVERY);
        try {
            polling.endOffsets(placed, ASK).forEach((partition, lastStable) -> {
                if (placement.isPlaced(partition)) {
                    lag.placed(partition, inFlight.next(partition, polling.position(partition, ASK)));
                }
                lag.observe(partition, lastStable);
            });
        } catch (TimeoutException | InvalidOffsetException unknown) {
            LOG.debugf("store=%s lag unknown: %s", store.label(), unknown.getMessage());
        }
    }

    private void fail(String what, RuntimeException reason) {
        retryAt = clock.instant().plus(backoff.next());
        // What is not known to pass by itself needs a person.
        Level level = reason instanceof StoreUnavailableException ? Level.WARN : Level.ERROR;
        enter(Phase.DEGRADED, what + ": " + reason.getMessage(), level);
    }

    private void enter(Phase phase, String reason) {
        enter(phase, reason, Level.INFO);
    }

    private void enter(Phase phase, String reason, Level level) {
        if (state.enter(phase, reason)) {
            LOG.logf(level, "store=%s writer is %s %s", store.label(), phase, reason);
        }
    }

    private void await(Duration wait) {
        try {
            stopping.await(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** Called within poll, on the same thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> polling;

        Assignment(KafkaConsumer<byte[], byte[]> polling) {
            this.polling = polling;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Any position will do: nothing is fetched before the stored one is known.
            partitions.forEach(partition -> polling.seek(partition, 0));
            placement.unplace(polling, partitions);
            assigned = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Whoever gets them next begins at the stored position.
            settle(polling);
            placement.forget(partitions);
            batchFailed = false;
            lag.forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
        }
    }
}
