package io.evenkeel.embedding.changes;

import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.embedding.EmbeddingConfig;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.PlatformConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The consumer's edge: runs sessions one after another on a thread of its own. Whatever ends a session, a new one begins
 * after a pause, where the log of changes ends; nothing is lost or repeated by that, so there is nothing to tell apart.
 */
@Singleton
public class EventConsumer {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final EventLog log;
    private final EventTransformer transformer;
    private final ChangeSetCodec codec;
    private final SessionClients clients;
    private final Timer batches;
    private final AtomicReference<@Nullable EventsSession> running = new AtomicReference<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable String trouble = "not connected yet";
    private @Nullable Thread thread;

    EventConsumer(
            EventLog log,
            EventTransformer transformer,
            ChangeSetCodec codec,
            EmbeddingConfig config,
            PlatformConfig platform,
            MeterRegistry registry) {
        this.log = log;
        this.transformer = transformer;
        this.codec = codec;
        clients = new KafkaClients(log.bootstrapServers(), log.topics(), config.instance(), platform.consumerSession());
        batches = Timer.builder("evenkeel.embedding.batch")
                .description("From reading a batch of events to the commit of what they do")
                .register(registry);
    }

    void start(@Observes StartupEvent started) {
        thread = Thread.ofPlatform().name("events").daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        stopping.countDown();
        EventsSession session = running.get();
        if (thread == null || session == null) {
            // Nothing is in the making: at most Kafka is being waited for.
            return;
        }
        session.wakeup();
        if (!thread.join(Duration.ofSeconds(30))) {
            LOG.warn("still busy with a batch of events after 30 s; what it does not commit is done again");
        }
    }

    /** Why events are not consumed now, or null when they are. */
    public @Nullable String trouble() {
        return trouble;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopped(Duration.ZERO)) {
            try (EventsSession session = open()) {
                running.set(session);
                session.join();
                while (!stopped(Duration.ZERO)) {
                    Timer.Sample batch = Timer.start();
                    if (session.step() > 0) {
                        batch.stop(batches);
                    }
                    trouble = null;
                    pause = FIRST_PAUSE;
                }
            } catch (WakeupException asked) {
                LOG.debug("woken up to stop");
            } catch (RuntimeException failed) {
                trouble = String.valueOf(failed.getMessage());
                LOG.errorf(
                        failed,
                        "events are not consumed, trying again in %s ms: topic=%s",
                        pause.toMillis(),
                        log.topics().events());
                stopped(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } finally {
                running.set(null);
            }
        }
    }

    private EventsSession open() {
        return new EventsSession(clients, transformer, codec, log.topics(), log::currentEpoch);
    }

    private boolean stopped(Duration wait) {
        try {
            return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
