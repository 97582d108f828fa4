package io.evenkeel.sqlitewriter;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.PlatformConfig;
import io.evenkeel.kit.Problems;
import io.evenkeel.kit.writer.ConsumerSettings;
import io.evenkeel.kit.writer.DeadLetterSink;
import io.evenkeel.kit.writer.LetterReplays;
import io.evenkeel.kit.writer.RepairAnswer;
import io.evenkeel.kit.writer.RepairRequest;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;
import io.evenkeel.kit.writer.RowRepairs;
import io.evenkeel.kit.writer.StoreConsumer;
import io.evenkeel.kit.writer.WriterReadiness;
import io.evenkeel.kit.writer.WriterState;
import io.evenkeel.sqlite.SqliteStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Ties the consumer to one SQLite file, from start to stop. */
@Singleton
final class SqliteWriter {
    private static final Logger LOG = Logger.getLogger(SqliteWriter.class);

    private final SqliteConfig config;
    private final PlatformConfig platform;
    private final Catalogue catalogue;
    private final EventLog log;
    private final ControlFollower control;
    private final MeterRegistry registry;
    private final Clock clock;
    private final WriterState state;
    private volatile @Nullable Running running;

    private record Running(
            SqliteStore store,
            DeadLetterSink deadLetters,
            StoreConsumer consumer,
            LetterReplays replays,
            RowRepairs repairs) {}

    SqliteWriter(
            SqliteConfig config,
            PlatformConfig platform,
            Catalogue catalogue,
            EventLog log,
            ControlFollower control,
            MeterRegistry registry,
            Clock clock) {
        this.config = config;
        this.platform = platform;
        this.catalogue = catalogue;
        this.log = log;
        this.control = control;
        this.registry = registry;
        this.clock = clock;
        this.state = new WriterState(clock);
    }

    void onStart(@Observes StartupEvent started) {
        start();
    }

    void onStop(@Observes ShutdownEvent stopped) throws InterruptedException {
        stop();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readiness() {
        return new WriterReadiness(Backend.SQLITE, state);
    }

    /** @throws IllegalStateException when the file has another writer, or tables that do not fit */
    void start() {
        SqliteStore store =
                SqliteStore.open(config.path(), catalogue, log.topics().changes());
        prepare(store);
        DeadLetterSink deadLetters =
                DeadLetterSink.open(log.bootstrapServers(), log.topics().deadLetters());
        String group = log.topics().prefix() + "-sqlite-writer";
        ChangeSetCodec codec = new ChangeSetCodec(catalogue);
        StoreConsumer consumer = new StoreConsumer(
                Backend.SQLITE,
                store.writer(),
                new ConsumerSettings(log.bootstrapServers(), group, group, platform.consumerSession()),
                log,
                control,
                deadLetters,
                codec,
                state,
                registry,
                clock);
        LetterReplays replays = new LetterReplays(
                Backend.SQLITE, log.bootstrapServers(), log.topics(), consumer, deadLetters, codec, clock);
        RowRepairs repairs = new RowRepairs(
                log.bootstrapServers(),
                log.topics(),
                codec,
                repair -> consumer.submit(writer -> writer.repair(repair)));
        consumer.start();
        running = new Running(store, deadLetters, consumer, replays, repairs);
        LOG.infof("store=sqlite writing %s", config.path().toAbsolutePath());
    }

    /** What cannot pass by itself ends the start; what can is tried again by the consumer. */
    private static void prepare(SqliteStore store) {
        try {
            store.writer().prepare();
        } catch (StoreUnavailableException later) {
            LOG.warnf("store=sqlite not ready yet: %s", later.getMessage());
        } catch (IllegalStateException misfit) {
            store.close();
            throw misfit;
        }
    }

    /** As {@link LetterReplays#replay}. */
    ReplayAnswer replay(ReplayRequest request) {
        return running().replays().replay(request);
    }

    /** As {@link RowRepairs#repair}. */
    RepairAnswer repair(RepairRequest request) {
        return running().repairs().repair(request);
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw Problems.unavailable("starting", "the writer is not running now", Duration.ofSeconds(2));
        }
        return now;
    }

    /** Ends after the batch at hand, and leaves one complete file without a WAL. */
    void stop() throws InterruptedException {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.consumer().stop();
            ending.replays().close();
            ending.repairs().close();
            ending.deadLetters().close();
            ending.store().close();
        }
    }
}
