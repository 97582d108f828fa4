package io.evenkeel.kit;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the control log from its beginning, on a thread of its own, and tells what it says. Not ready until it has been
 * read to the end once, so that no service acts on a stage that is long past.
 */
@Singleton
public class ControlFollower {
    private static final Logger LOG = Logger.getLogger(ControlFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final EventLog log;
    private final List<Consumer<ControlState>> listeners = new CopyOnWriteArrayList<>();
    private volatile ControlState state = ControlState.EMPTY;
    private volatile boolean ready;
    private volatile boolean stopping;
    private volatile @Nullable KafkaConsumer<String, String> consumer;
    private @Nullable Thread thread;

    ControlFollower(EventLog log) {
        this.log = log;
    }

    /** Follows a log from now on, for a program without a container, which also stops it. */
    public static ControlFollower follow(EventLog log) {
        ControlFollower follower = new ControlFollower(log);
        follower.start();
        return follower;
    }

    void onStart(@Observes StartupEvent started) {
        start();
    }

    void onStop(@Observes ShutdownEvent stopped) throws InterruptedException {
        stop();
    }

    private void start() {
        thread = Thread.ofPlatform().name("control-follower").daemon().start(this::follow);
    }

    /** Ends the following. */
    public void stop() throws InterruptedException {
        stopping = true;
        KafkaConsumer<String, String> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        if (thread != null) {
            thread.join(Duration.ofSeconds(5));
        }
    }

    /** Whether the log has been read to the end since the start. */
    public boolean ready() {
        return ready;
    }

    /** What the control log says now. */
    public ControlState state() {
        return state;
    }

    /** The decision that holds; empty before the first, or before {@link #ready()}. */
    public Optional<ControlRecord> committed() {
        return Optional.ofNullable(state.committed());
    }

    /** Whether the writer of that store is to apply changes: not before a decision is known. */
    public boolean writes(Backend store) {
        return committed()
                .map(ControlRecord::stage)
                .map(stage -> stage.writes(store))
                .orElse(false);
    }

    /** The stage that holds; empty before the first decision. */
    public Optional<Stage> stage() {
        return committed().map(ControlRecord::stage);
    }

    /** Calls the listener after every change, on the follower's thread; it must not block. */
    public void onChange(Consumer<ControlState> listener) {
        listeners.add(listener);
    }

    private void follow() {
        while (!stopping) {
            try {
                read();
            } catch (WakeupException asked) {
                return;
            } catch (KafkaException | IllegalStateException failed) {
                LOG.warnf("control log unreadable, trying again: %s", failed.getMessage());
            }
        }
    }

    private void read() {
        log.epoch();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, log.bootstrapServers());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        TopicPartition partition = new TopicPartition(log.topics().control(), 0);
        try (KafkaConsumer<String, String> following =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer = following;
            following.assign(List.of(partition));
            following.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    following.endOffsets(List.of(partition)).get(partition));
            while (!stopping) {
                following.poll(POLL).forEach(next -> accept(next.value()));
                if (!ready && following.position(partition) >= end) {
                    ready = true;
                    listeners.forEach(listener -> listener.accept(state));
                }
            }
        } finally {
            consumer = null;
        }
    }

    private void accept(@Nullable String value) {
        if (value == null) {
            return;
        }
        try {
            ControlState next = state.after(ControlRecord.fromJson(value));
            if (!next.equals(state)) {
                state = next;
                if (ready) {
                    listeners.forEach(listener -> listener.accept(next));
                }
            }
        } catch (IllegalArgumentException malformed) {
            LOG.errorf(
                    "topic %s holds a record that no Evenkeel wrote; it is ignored",
                    log.topics().control());
        }
    }
}
