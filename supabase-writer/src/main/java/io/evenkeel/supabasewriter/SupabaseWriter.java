package io.evenkeel.supabasewriter;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.PlatformConfig;
import io.evenkeel.kit.writer.ConsumerSettings;
import io.evenkeel.kit.writer.DeadLetterSink;
import io.evenkeel.kit.writer.StoreConsumer;
import io.evenkeel.kit.writer.WriterReadiness;
import io.evenkeel.kit.writer.WriterState;
import io.evenkeel.supabase.SupabaseDatabase;
import io.evenkeel.supabase.SupabaseStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ties the consumer to one Supabase database, from start to stop. Several instances share the partitions.
 *
 * <p>The schema is checked when the stage first has this writer apply, and again until it fits: a database that is not
 * there yet, or not migrated, degrades the writer and does not end it.
 */
@Singleton
final class SupabaseWriter {
    private static final Logger LOG = Logger.getLogger(SupabaseWriter.class);

    private final Pool pool;
    private final SupabaseDatabase database;
    private final PlatformConfig platform;
    private final Catalogue catalogue;
    private final EventLog log;
    private final ControlFollower control;
    private final MeterRegistry registry;
    private final Clock clock;
    private final WriterState state;
    private @Nullable Running running;

    private record Running(SupabaseStore store, DeadLetterSink deadLetters, StoreConsumer consumer) {}

    SupabaseWriter(
            Pool pool,
            SupabaseConfig config,
            PlatformConfig platform,
            Catalogue catalogue,
            EventLog log,
            ControlFollower control,
            MeterRegistry registry,
            Clock clock) {
        this.pool = pool;
        this.database = config.database();
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
        return new WriterReadiness(Backend.SUPABASE, state);
    }

    void start() {
        SupabaseStore store =
                new SupabaseStore(pool, database, catalogue, log.topics().changes());
        DeadLetterSink deadLetters =
                DeadLetterSink.open(log.bootstrapServers(), log.topics().deadLetters());
        StoreConsumer consumer = new StoreConsumer(
                Backend.SUPABASE,
                store.writer(),
                new ConsumerSettings(
                        log.bootstrapServers(),
                        log.topics().prefix() + "-supabase-writer",
                        null,
                        platform.consumerSession()),
                log,
                control,
                deadLetters,
                new ChangeSetCodec(catalogue),
                state,
                registry,
                clock);
        consumer.start();
        running = new Running(store, deadLetters, consumer);
        LOG.infof("store=supabase writing %s", database);
    }

    /** Ends after the batch at hand. */
    void stop() throws InterruptedException {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.consumer().stop();
            ending.deadLetters().close();
            ending.store().close();
        }
    }
}
