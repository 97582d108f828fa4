package io.evenkeel.parity;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.kit.ControlFollower;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.PlatformConfig;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.drift.Drift;
import io.evenkeel.parity.drift.DriftPolicies;
import io.evenkeel.parity.drift.DriftSettings;
import io.evenkeel.parity.history.Followed;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.letter.DeadLetters;
import io.evenkeel.parity.letter.HttpWriters;
import io.evenkeel.parity.letter.Letters;
import io.evenkeel.parity.letter.Writers;
import io.evenkeel.parity.reembed.Reembeds;
import io.evenkeel.parity.repair.Repairs;
import io.evenkeel.parity.sweep.Sweeps;
import io.evenkeel.parity.tail.TailState;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts verification once the log can be read, and keeps trying until then. */
@Singleton
public class ParityService {
    private static final Logger LOG = Logger.getLogger(ParityService.class);

    private final ParityConfig config;
    private final PlatformConfig platform;
    private final EventLog log;
    private final Catalogue catalogue;
    private final Stores stores;
    private final ControlFollower control;
    private final Clock clock;
    private final Pause retry = new Pause(Duration.ofSeconds(2));
    private @Nullable Thread starting;
    private volatile @Nullable Verification verification;

    ParityService(
            ParityConfig config,
            PlatformConfig platform,
            EventLog log,
            Catalogue catalogue,
            Stores stores,
            ControlFollower control,
            Clock clock) {
        this.config = config;
        this.platform = platform;
        this.log = log;
        this.catalogue = catalogue;
        this.stores = stores;
        this.control = control;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        Verification.Settings settings = settings();
        starting = Thread.ofPlatform().name("parity-start").daemon().start(() -> open(settings));
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        retry.end();
        if (starting != null) {
            starting.join(Duration.ofSeconds(5));
        }
        Verification running = verification;
        if (running != null) {
            running.close();
        }
    }

    /** The watch of both stores, once it runs. */
    public Optional<Drift> watching() {
        return running().map(Verification::drift);
    }

    /** What runs, once it does. */
    Optional<Verification> running() {
        return Optional.ofNullable(verification);
    }

    /** What runs; a 503 before it does. */
    Verification verification() {
        return running()
                .orElseThrow(() -> Problems.unavailable(
                        "starting", "the log has not been opened yet; see this service's log", Duration.ofSeconds(2)));
    }

    /** The dead letters; a 503 before they are followed. */
    public Letters letters() {
        return verification().letters();
    }

    /** What the log says; a 503 before it is open. */
    public Ledger ledger() {
        return verification().ledger();
    }

    /** The rebuilds of vectors; a 503 before the log is open. */
    public Reembeds reembeds() {
        return verification().reembeds();
    }

    /** The watch of both stores; a 503 before the log is open. */
    public Drift drift() {
        return verification().drift();
    }

    /** The repairs of rows; a 503 before the log is open. */
    public Repairs repairs() {
        return verification().repairs();
    }

    /** What the recorder follows; empty before the log is open. */
    public Optional<Followed> followed() {
        return running().map(running -> new Followed(running.journal(), running.findings(), running.sweeps()::all));
    }

    /** Whether both stores are written, so that comparing them means something. */
    public boolean comparing() {
        return notComparing() == null;
    }

    /** Whether both stores hold what the log says. */
    ParityVerdict verdict() {
        Verification running = verification;
        if (running == null) {
            return new ParityVerdict(ParityVerdict.Label.NOT_VERIFIED, "the log has not been opened yet", null);
        }
        return ParityVerdict.of(
                new ParityVerdict.Facts(
                        notComparing(),
                        running.findings().open().size(),
                        running.feed().failure().orElse(null),
                        running.tail().state()),
                config.maxLag(),
                clock.instant());
    }

    /** What is known of parity now. */
    public ParityFacts facts() {
        Verification running = verification();
        TailState tail = running.tail().state();
        DeadLetters.Open letters = running.deadLetters().open();
        ParityVerdict verdict = verdict();
        return new ParityFacts(
                comparing(),
                verdict.verdict().label(),
                verdict.reason(),
                running.findings().watermarks(),
                verdict.age(),
                tail.lag(clock.instant()),
                tail.ends(),
                running.findings().open().size(),
                letters.read() ? letters.total() : null);
    }

    /** Why comparing the stores means nothing now; null where it does. */
    public @Nullable String notComparing() {
        if (!stores.hasSupabase()) {
            return "no Supabase is configured: set SUPABASE_DB_URL";
        }
        if (!control.writes(Backend.SUPABASE)) {
            return "Supabase is not written at stage "
                    + control.stage().map(Stage::label).orElse("(not decided yet)");
        }
        if (!control.writes(Backend.SQLITE)) {
            return "SQLite is not written any more";
        }
        return null;
    }

    private void open(Verification.Settings settings) {
        while (!retry.over()) {
            try {
                Verification.Log verified = new Verification.Log(log.bootstrapServers(), log.topics(), log.epoch());
                verification = new Verification(
                                verified,
                                catalogue,
                                stores.scanners(),
                                stores.readers(),
                                settings,
                                writers(),
                                this::comparing,
                                clock)
                        .start();
                return;
            } catch (IllegalStateException
                    | KafkaException
                    | StoreUnavailableException
                    | LedgerUnavailableException failed) {
                LOG.warnf("verification cannot start yet, trying again: %s", failed.getMessage());
                retry.await();
            }
        }
    }

    private Writers writers() {
        return new HttpWriters(
                Map.of(Backend.SQLITE, config.sqliteWriterUrl(), Backend.SUPABASE, config.supabaseWriterUrl()),
                platform.adminToken());
    }

    private Verification.Settings settings() {
        return new Verification.Settings(
                config.ledgerPath(),
                config.maxLag(),
                config.ledgerPatience(),
                new Sweeps.Settings(config.sweepPatience(), config.sweepLoad(), config.sweepLatency()),
                driftSettings());
    }

    private DriftSettings driftSettings() {
        ParityConfig.Drift drift = config.drift();
        return new DriftSettings(
                drift.enabled() ? drift.databaseUrl().or(config::supabaseDbUrl).orElse(null) : null,
                drift.enabled() ? config.sqlitePath() : null,
                DriftPolicies.parse(drift.policy(), catalogue),
                drift.slot().orElse(null),
                drift.heartbeat(),
                drift.longestRetry());
    }
}
