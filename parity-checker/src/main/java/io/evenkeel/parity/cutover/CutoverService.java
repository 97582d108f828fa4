package io.evenkeel.parity.cutover;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.ParityConfig;
import io.evenkeel.parity.ParityFacts;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.Stores;
import io.evenkeel.parity.WriterLag;
import io.evenkeel.parity.ledger.Pause;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the control log over at the start, and keeps trying until Kafka answers. */
@Singleton
public class CutoverService {
    private static final Logger LOG = Logger.getLogger(CutoverService.class);

    private final ParityService parity;
    private final Stores stores;
    private final EventLog log;
    private final Clock clock;
    private final InitialStage initial;
    private final CutoverProtocol.Limits limits;
    private final Pause retry = new Pause(Duration.ofSeconds(2));
    private @Nullable Thread starting;
    private volatile @Nullable CutoverProtocol protocol;

    CutoverService(ParityConfig config, ParityService parity, Stores stores, EventLog log, Clock clock) {
        this.parity = parity;
        this.stores = stores;
        this.log = log;
        this.clock = clock;
        this.initial = InitialStage.of(
                config.initialBackend(),
                stores.scanners().containsKey(Backend.SUPABASE),
                config.dualWrite().orElse(true));
        ParityConfig.Cutover cutover = config.cutover();
        this.limits = new CutoverProtocol.Limits(
                new Gates.Limits(cutover.verifiedWithin(), cutover.maxParityLag(), cutover.maxWriterLag()),
                cutover.barrierTimeout());
    }

    void start(@Observes StartupEvent started) {
        starting = Thread.ofPlatform().name("cutover-start").daemon().start(this::begin);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        retry.end();
        if (starting != null) {
            starting.join(Duration.ofSeconds(5));
        }
        CutoverProtocol running = protocol;
        if (running != null) {
            running.close();
        }
    }

    /** Whether this process decides. */
    boolean ready() {
        return protocol != null;
    }

    /** What decides; a 503 before it does. */
    CutoverProtocol protocol() {
        return Optional.ofNullable(protocol)
                .orElseThrow(() -> Problems.unavailable(
                        "starting",
                        "the control log has not been opened yet; see this service's log",
                        Duration.ofSeconds(2)));
    }

    /** What to tell people when the environment says something else than what was decided. */
    Optional<String> contradiction(ControlRecord committed) {
        return initial.contradiction(committed);
    }

    private void begin() {
        while (!retry.over()) {
            CutoverProtocol opened = null;
            try {
                long epoch = log.epoch();
                opened = new CutoverProtocol(
                        () -> ControlLog.open(log.bootstrapServers(), log.topics()),
                        new Barriers(log.bootstrapServers(), log.topics(), epoch),
                        stores.scanners(),
                        this::evidence,
                        limits,
                        clock);
                initial.contradiction(opened.begin(initial)).ifPresent(LOG::warn);
                protocol = opened;
                return;
            } catch (IllegalStateException | KafkaException | ControlLog.LostControlException failed) {
                LOG.warnf("the control log cannot be opened yet, trying again: %s", failed.getMessage());
                if (opened != null) {
                    opened.close();
                }
                retry.await();
            }
        }
    }

    private Gates.Evidence evidence(Backend backend) {
        ParityFacts facts = parity.facts();
        StoreScanner store = stores.scanners().get(backend);
        Long writerLag = null;
        if (store != null) {
            try {
                writerLag = WriterLag.events(log.epoch(), store.positions(), facts.ends());
            } catch (StoreUnavailableException unreachable) {
                LOG.debugf("store=%s not reachable: %s", backend.label(), unreachable.getMessage());
            }
        }
        return new Gates.Evidence(
                facts.verifiedAge(),
                facts.lag(),
                writerLag,
                facts.openMismatches(),
                facts.openDeadLetters(),
                unfitVectorIndexes());
    }

    private @Nullable List<String> unfitVectorIndexes() {
        try {
            return stores.unfitVectorIndexes();
        } catch (StoreUnavailableException unreachable) {
            LOG.debugf("vector indexes not known: %s", unreachable.getMessage());
            return null;
        }
    }
}
