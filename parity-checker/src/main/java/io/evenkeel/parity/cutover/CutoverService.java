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
import io.evenkeel.parity.certificate.Certificates;
import io.evenkeel.parity.certificate.CertifiedFlip;
import io.evenkeel.parity.certificate.CertifiedFlip.CertifiedGate;
import io.evenkeel.parity.event.EventPublisher;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.search.SearchReport;
import io.evenkeel.parity.search.Searches;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
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
    private final Certificates certificates;
    private final Searches searches;
    private final Clock clock;
    private final InitialStage initial;
    private final CutoverProtocol.Limits limits;
    private final Pause retry = new Pause(Duration.ofSeconds(2));
    private @Nullable Thread starting;
    private volatile @Nullable CutoverProtocol protocol;

    CutoverService(
            ParityConfig config,
            ParityService parity,
            Stores stores,
            EventLog log,
            Certificates certificates,
            Searches searches,
            Clock clock) {
        this.parity = parity;
        this.stores = stores;
        this.log = log;
        this.certificates = certificates;
        this.searches = searches;
        this.clock = clock;
        this.initial = InitialStage.of(
                config.initialBackend(),
                stores.scanners().containsKey(Backend.SUPABASE),
                config.dualWrite().orElse(true));
        ParityConfig.Cutover cutover = config.cutover();
        this.limits = new CutoverProtocol.Limits(
                new Gates.Limits(
                        cutover.verifiedWithin(),
                        cutover.maxParityLag(),
                        cutover.maxWriterLag(),
                        cutover.leastRecall()),
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

    /**
     * Moves, and sees to the certificate of what is decided.
     *
     * @throws RuntimeException as {@link CutoverProtocol#move}
     */
    Outcome move(CutoverProtocol.Asked asked) {
        Outcome outcome = protocol().move(asked);
        if (outcome instanceof Outcome.Done done) {
            certify(new CertifiedFlip(
                    done.record().term(),
                    done.move().from().label(),
                    done.move().to().label(),
                    done.record().at(),
                    done.record().who(),
                    done.record().why(),
                    done.record().barrier(),
                    done.gates().stream()
                            .map(gate -> new CertifiedGate(
                                    gate.name(), gate.value(), gate.limit(), gate.passed(), gate.required()))
                            .toList()));
        }
        return outcome;
    }

    /** The id of the certificate of a decision; null for the first stage, which has no barrier. */
    @Nullable
    String certificate(ControlRecord decision) {
        return decision.barrier().isEmpty()
                ? null
                : CertifiedFlip.id(decision.barrier().getFirst().epoch(), decision.term());
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
                        () -> new EventPublisher(log.bootstrapServers(), log.topics(), epoch, limits.barrier()),
                        stores.scanners(),
                        this::evidence,
                        limits,
                        clock);
                ControlRecord holds = opened.begin(initial);
                initial.contradiction(holds).ifPresent(LOG::warn);
                certify(holds);
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

    /** Where this process, or another one, ended between a decision and the request for its certificate. */
    private void certify(ControlRecord holds) {
        if (!holds.barrier().isEmpty() && holds.barrier().getFirst().epoch() == log.epoch()) {
            certify(new CertifiedFlip(
                    holds.term(),
                    null,
                    holds.stage().label(),
                    holds.at(),
                    holds.who(),
                    holds.why(),
                    holds.barrier(),
                    null));
        }
    }

    private void certify(CertifiedFlip flip) {
        try {
            certificates.request(flip);
        } catch (UncheckedIOException failed) {
            // What is decided is decided; the next start asks again.
            LOG.errorf("term %d has no certificate yet: %s", flip.term(), failed.getMessage());
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
                unfitVectorIndexes(),
                searches.last().map(this::searched).orElse(null));
    }

    private Gates.Searched searched(SearchReport report) {
        return new Gates.Searched(
                report.queries(),
                report.different(),
                report.recall(),
                Duration.between(report.startedAt(), clock.instant()));
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
