package io.evenkeel.supabasewriter;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.control.Backend;
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
import io.evenkeel.supabase.SupabaseDatabase;
import io.evenkeel.supabase.SupabaseStore;
import io.evenkeel.supabase.VectorIndexes;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
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
    private final SupabaseDatabase owner;
    private final BulkLoad load;
    private final PlatformConfig platform;
    private final Catalogue catalogue;
    private final EventLog log;
    private final ControlFollower control;
    private final MeterRegistry registry;
    private final Clock clock;
    private final WriterState state;
    private volatile @Nullable Running running;

    private record Running(
            SupabaseStore store,
            DeadLetterSink deadLetters,
            StoreConsumer consumer,
            LetterReplays replays,
            RowRepairs repairs,
            VectorIndexKeeper vectorIndexes) {}

    SupabaseWriter(
            Pool pool,
            SupabaseConfig config,
            WriterConfig loading,
            PlatformConfig platform,
            Catalogue catalogue,
            EventLog log,
            ControlFollower control,
            MeterRegistry registry,
            Clock clock) {
        this.pool = pool;
        SupabaseDatabase configured = config.database();
        this.database =
                loading.statementTimeout().map(configured::withStatementTimeout).orElse(configured);
        this.owner = loading.ownerDbUrl()
                .map(url -> SupabaseConfig.parse("EVENKEEL_OWNER_DB_URL", url))
                .orElse(configured);
        this.load = new BulkLoad(loading.vectorIndex(), loading.vectorIndexDeferFrom());
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
        WriterReadiness readiness = new WriterReadiness(Backend.SUPABASE, state);
        return () -> {
            HealthCheckResponse writer = readiness.call();
            HealthCheckResponseBuilder response = HealthCheckResponse.named(writer.getName())
                    .status(writer.getStatus() == HealthCheckResponse.Status.UP);
            writer.getData()
                    .ifPresent(data -> data.forEach((key, value) -> response.withData(key, String.valueOf(value))));
            Running now = running;
            return (now == null
                            ? response
                            : response.withData(
                                    "vectorIndexes", now.vectorIndexes().status()))
                    .build();
        };
    }

    void start() {
        SupabaseStore store =
                new SupabaseStore(pool, database, catalogue, log.topics().changes());
        DeadLetterSink deadLetters =
                DeadLetterSink.open(log.bootstrapServers(), log.topics().deadLetters());
        ChangeSetCodec codec = new ChangeSetCodec(catalogue);
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
                codec,
                state,
                registry,
                clock);
        LetterReplays replays = new LetterReplays(
                Backend.SUPABASE, log.bootstrapServers(), log.topics(), consumer, deadLetters, codec, clock);
        RowRepairs repairs = new RowRepairs(
                log.bootstrapServers(),
                log.topics(),
                codec,
                repair -> consumer.submit(writer -> writer.repair(repair)));
        VectorIndexKeeper vectorIndexes =
                new VectorIndexKeeper(new VectorIndexes(owner, catalogue), load, control::stage, consumer::lagRecords);
        vectorIndexes.register(registry);
        consumer.start();
        vectorIndexes.start();
        running = new Running(store, deadLetters, consumer, replays, repairs, vectorIndexes);
        LOG.infof("store=supabase writing %s", database);
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

    /** Ends after the batch at hand. */
    void stop() throws InterruptedException {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.vectorIndexes().stop();
            ending.consumer().stop();
            ending.replays().close();
            ending.repairs().close();
            ending.deadLetters().close();
            ending.store().close();
        }
    }
}
