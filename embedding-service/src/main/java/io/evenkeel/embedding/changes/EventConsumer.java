package io.evenkeel.embedding.changes;

import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.ModelDecision;
import io.evenkeel.embedding.EmbeddingConfig;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.ModelLog;
import io.evenkeel.kit.PlatformConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
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
 *
 * <p>The first service decides which model makes the log's vectors. One with another model consumes nothing, so that no
 * column mixes vectors that cannot be compared, until the log is moved to its model.
 */
@Singleton
public class EventConsumer {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration MODEL_PAUSE = Duration.ofSeconds(1);

    private final EventLog log;
    private final String model;
    private final String instance;
    private final Clock clock;
    private final EventTransformer transformer;
    private final ChangeSetCodec codec;
    private final SessionClients clients;
    private final Timer batches;
    private final AtomicReference<@Nullable EventsSession> running = new AtomicReference<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable String trouble = "not connected yet";
    private volatile @Nullable String otherModel;
    private @Nullable Thread thread;

    /** The log's vectors are of another model than this service's. */
    private static final class OtherModelException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        OtherModelException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    EventConsumer(
            EventLog log,
            OnnxEmbedder model,
            EventTransformer transformer,
            ChangeSetCodec codec,
            EmbeddingConfig config,
            PlatformConfig platform,
            Clock clock,
            MeterRegistry registry) {
        this.log = log;
        this.model = model.model().toString();
        this.instance = config.instance();
        this.clock = clock;
        this.transformer = transformer;
        this.codec = codec;
        clients = new KafkaClients(log.bootstrapServers(), log.topics(), config.instance(), platform.consumerSession());
        batches = Timer.builder("evenkeel.embedding.batch")
                .description(
                        "A turn of the consumer: what it waits for the vectors of a batch, and the commit of what its events do")
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

    /** Why this service's vectors are not the log's, or null when they are or nothing is known yet. */
    public @Nullable String otherModel() {
        return otherModel;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopped(Duration.ZERO)) {
            try (ModelLog models = admitted();
                    EventsSession session = open()) {
                running.set(session);
                session.join();
                while (!stopped(Duration.ZERO)) {
                    models.follow().ifPresent(this::expectThisModel);
                    Timer.Sample batch = Timer.start();
                    if (session.step() > 0) {
                        batch.stop(batches);
                    }
                    trouble = null;
                    pause = FIRST_PAUSE;
                }
            } catch (WakeupException asked) {
                LOG.debug("woken up to stop");
            } catch (OtherModelException other) {
                if (!other.reason.equals(otherModel)) {
                    LOG.errorf("events are not consumed: %s", other.reason);
                }
                trouble = other.reason;
                otherModel = other.reason;
                stopped(MODEL_PAUSE);
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

    /** The log's word on its model, which is this service's: decided here if it is the first. */
    private ModelLog admitted() {
        log.epoch();
        ModelLog models = ModelLog.open(log.bootstrapServers(), log.topics());
        boolean admitted = false;
        try {
            expectThisModel(
                    models.held().orElseGet(() -> models.decide(model, "embedding-service " + instance, clock)));
            admitted = true;
            return models;
        } finally {
            if (!admitted) {
                models.close();
            }
        }
    }

    private void expectThisModel(ModelDecision decision) {
        if (!decision.model().equals(model)) {
            throw new OtherModelException("the log's vectors are made by " + decision.model() + " (decided "
                    + decision.at() + " by " + decision.who() + "), and this service runs " + model
                    + "; set EMBEDDING_MODEL_... back, or move the log to this model: ./evenkeel reembed --move");
        }
        otherModel = null;
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
