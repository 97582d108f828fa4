package io.evenkeel.parity.reembed;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.ModelDecision;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.ModelLog;
import io.evenkeel.parity.event.EventPublisher;
import io.evenkeel.parity.ledger.ChangeLog;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.reembed.Reembed.State;
import io.evenkeel.parity.reembed.Reembed.Which;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs one rebuild of vectors at a time, on a thread of its own, also on after a restart. Thread-safe. */
public final class Reembeds implements Runnable {
    /** How long Kafka may take for events. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(Reembeds.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Source source;
    private final VectorEvents events;
    private final ReembedFile file;
    private final Clock clock;
    private final Pause end = new Pause(LOOK);
    private volatile Pause stopping = new Pause(RETRY);
    private volatile @Nullable Reembed last;

    /**
     * Where rows come from and events go.
     *
     * @param bootstrapServers Kafka's address
     * @param topics the installation's topics
     * @param epoch the log's incarnation
     * @param ledger which row was last changed where
     * @param log the rows themselves
     */
    public record Source(String bootstrapServers, Topics topics, long epoch, Ledger ledger, ChangeLog log) {}

    /** What was asked for cannot be begun now. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;

        RefusedException(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /**
     * Rebuilds of one log.
     *
     * @param path the file that keeps the last one
     */
    public Reembeds(Source source, Catalogue catalogue, Path path, Clock clock) {
        this.source = source;
        this.clock = clock;
        events = new VectorEvents(catalogue, new EventGate(catalogue, clock));
        file = new ReembedFile(path);
        last = file.read().map(this::ofThisLog).orElse(null);
    }

    /** The rebuild that runs, or ran last. */
    Optional<Reembed> last() {
        return Optional.ofNullable(last);
    }

    /**
     * Which model makes the log's vectors; empty before the first embedding-service.
     *
     * @throws KafkaException when Kafka does not answer in time
     */
    public Optional<ModelDecision> model() {
        try (ModelLog models = ModelLog.open(source.bootstrapServers(), source.topics())) {
            return models.held();
        }
    }

    /**
     * Begins a rebuild.
     *
     * @param model the model to move the log to; null for the one that it has
     * @param which which vectors
     * @throws RefusedException when one runs already, or there is no model
     * @throws KafkaException when Kafka does not answer in time
     */
    synchronized Reembed begin(@Nullable String model, Which which, String who) {
        if (last != null && last.running()) {
            throw new RefusedException(
                    "reembed-under-way", "vectors are being rebuilt; wait until that is done, or stop it");
        }
        String makes = decided(model, who);
        stopping = new Pause(RETRY);
        Reembed begun = Reembed.begin(
                UUID.randomUUID().toString(),
                makes,
                which,
                clock.instant(),
                source.epoch(),
                Reembedding.ends(source.ledger()),
                rows());
        keep(begun);
        return begun;
    }

    /** Stops the one that runs; what was rebuilt stays. */
    synchronized Reembed stopLast() {
        Reembed running = last;
        if (running == null || !running.running()) {
            throw new RefusedException("no-reembed", "no vectors are being rebuilt");
        }
        stopping.end();
        Reembed stopped = running.ended(State.STOPPED, null);
        keep(stopped);
        return stopped;
    }

    /** Runs what is asked for until {@link #stop()}. */
    @Override
    public void run() {
        while (!end.over()) {
            Reembed next = last;
            if (next == null || !next.running()) {
                end.await();
                continue;
            }
            Pause pause = stopping;
            try (EventPublisher publisher =
                    new EventPublisher(source.bootstrapServers(), source.topics(), source.epoch(), ANSWER)) {
                LOG.infof("rebuilding vectors: id=%s model=%s", next.id(), next.model());
                new Reembedding(next, source.ledger(), source.log(), events, publisher, pause, this::step).run();
            } catch (KafkaException | LedgerUnavailableException | UncheckedIOException failed) {
                LOG.warnf("rebuilding vectors is interrupted, trying again: %s", failed.getMessage());
                step(next.waiting(failed.getMessage()));
                pause.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Ends the run; a rebuild that is under way goes on when the service is started again. */
    public void stop() {
        end.end();
        stopping.end();
    }

    private String decided(@Nullable String model, String who) {
        try (ModelLog models = ModelLog.open(source.bootstrapServers(), source.topics())) {
            ModelDecision held = models.held().orElse(null);
            if (held == null) {
                throw new RefusedException(
                        "no-model",
                        "no embedding-service has run with this log yet; start one, it decides on its model");
            }
            if (model == null || model.equals(held.model())) {
                return held.model();
            }
            ModelDecision now = models.decide(model, who, clock);
            if (!now.model().equals(model)) {
                throw new RefusedException(
                        "model-decided", now.who() + " has decided on " + now.model() + " just now; look again");
            }
            LOG.infof("the log's vectors are made by %s from now on, no more by %s", model, held.model());
            return model;
        }
    }

    private long rows() {
        return source.ledger().counts().entrySet().stream()
                .filter(count -> events.embeds(count.getKey()))
                .mapToLong(count -> count.getValue())
                .sum();
    }

    /** What a running rebuild says, unless it was stopped meanwhile. */
    private synchronized void step(Reembed next) {
        Reembed current = last;
        if (current != null && current.running() && current.id().equals(next.id())) {
            keep(next);
        }
    }

    private void keep(Reembed next) {
        file.write(next);
        last = next;
    }

    private Reembed ofThisLog(Reembed kept) {
        return kept.running() && kept.epoch() != source.epoch()
                ? kept.ended(State.FAILED, "the log was made anew; ask for it again")
                : kept;
    }
}
