package io.evenkeel.parity.certificate;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.ParityConfig;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Issues certificates on demand and for every decision on the stage, and keeps them beside the ledger. Thread-safe. */
@Singleton
public class Certificates {
    private static final Logger LOG = Logger.getLogger(Certificates.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofMillis(500);

    private final ParityService parity;
    private final EventLog log;
    private final Catalogue catalogue;
    private final String product;
    private final Clock clock;
    private final CertificateFolder folder;
    private final Pause pause = new Pause(ROUND);
    private @Nullable Thread thread;

    Certificates(
            ParityConfig config,
            ParityService parity,
            EventLog log,
            Catalogue catalogue,
            @ConfigProperty(name = "quarkus.application.version") String product,
            Clock clock) {
        this.parity = parity;
        this.log = log;
        this.catalogue = catalogue;
        this.product = product;
        this.clock = clock;
        this.folder = new CertificateFolder(
                config.ledgerPath().resolveSibling(config.ledgerPath().getFileName() + "-certificates"));
    }

    void start(@Observes StartupEvent started) {
        thread = Thread.ofPlatform().name("certificates").daemon().start(this::issueAwaited);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        pause.end();
        if (thread != null) {
            thread.join(Duration.ofSeconds(5));
        }
    }

    /**
     * A certificate of where the log stands now.
     *
     * @throws SigningKey.UnusableException when the key pair cannot be used
     */
    SignedCertificate issue() {
        SignedCertificate certificate = sign(UUID.randomUUID().toString(), null);
        folder.keep(certificate);
        return certificate;
    }

    /** The public half of the key pair that signs. */
    VerifyingKey key() {
        return folder.key().verifying();
    }

    /** The certificate of that id as it was issued; empty when there is none, or not yet. */
    public Optional<String> find(String id) {
        return folder.find(id);
    }

    /** The same as an answer: 404 where there is none, or none yet. */
    public String get(String id) {
        return folder.find(id).orElseThrow(() -> missing(id));
    }

    /**
     * Sees to it that a decision gets its certificate, once the ledger has come to its barrier, also over a restart. Does
     * nothing where it has one, or is waiting for it.
     *
     * @return the certificate's id
     */
    public String request(CertifiedFlip flip) {
        String id = CertifiedFlip.id(log.epoch(), flip.term());
        if (folder.find(id).isEmpty() && !folder.isAwaited(id)) {
            folder.await(id, flip);
        }
        return id;
    }

    private HttpProblem missing(String id) {
        return folder.isAwaited(id)
                ? Problems.of(
                                404,
                                "certificate-awaited",
                                "No certificate yet",
                                "it is made once the ledger has come to the barrier; ask again")
                        .withHeader("Retry-After", "1")
                        .build()
                : Problems.of(
                                404,
                                "no-such-certificate",
                                "No such certificate",
                                "this checker has issued none of that id")
                        .build();
    }

    private void issueAwaited() {
        while (!pause.over()) {
            try {
                for (Map.Entry<String, CertifiedFlip> waiting : folder.awaited().entrySet()) {
                    issueAwaited(waiting.getKey(), waiting.getValue());
                }
            } catch (HttpProblem notRunning) {
                LOG.debugf("certificates wait: %s", notRunning.getMessage());
            } catch (SigningKey.UnusableException
                    | UncheckedIOException
                    | LedgerUnavailableException
                    | IllegalStateException failed) {
                LOG.errorf("a certificate cannot be issued, trying again: %s", failed.getMessage());
                pause.await(PATIENCE);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
            pause.await();
        }
    }

    private void issueAwaited(String id, CertifiedFlip flip) throws InterruptedException {
        Map<Integer, StorePosition> barrier = new HashMap<>();
        for (Position position : flip.barrier()) {
            if (position.epoch() != log.epoch()) {
                LOG.warnf("term %d gets no certificate: its log is gone", flip.term());
                folder.settle(id);
                return;
            }
            barrier.put(position.partition(), new StorePosition(position.partition(), 0, position));
        }
        if (folder.find(id).isEmpty()) {
            if (!parity.ledger().awaitCover(barrier, ROUND)) {
                return;
            }
            folder.keep(sign(id, flip));
            LOG.infof("certificate %s issued for term %d", id, flip.term());
        }
        folder.settle(id);
    }

    private SignedCertificate sign(String id, @Nullable CertifiedFlip flip) {
        SigningKey key = folder.key();
        Issuer issuer = new Issuer(
                log.topics(), log.epoch(), catalogue, product, parity.ledger(), parity::facts, PATIENCE, pause, clock);
        return SignedCertificate.sign(issuer.issue(id, flip), key);
    }
}
