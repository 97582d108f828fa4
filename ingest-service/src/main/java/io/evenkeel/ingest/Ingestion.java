package io.evenkeel.ingest;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.GateResult;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.kit.PlatformConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request's events through the gate and into the log, a bounded number at a time: reading stops while Kafka is
 * slower than the client.
 *
 * <p>An event that is sent again is published again. That changes nothing, because events say what rows are from now on;
 * so nothing is remembered here.
 */
@Singleton
class Ingestion {
    private static final Logger LOG = Logger.getLogger(Ingestion.class);

    private final EventGate gate;
    private final EventPublisher publisher;
    private final IngestMetrics metrics;
    private final int window;

    Ingestion(
            Catalogue catalogue,
            Clock clock,
            PlatformConfig platform,
            IngestConfig config,
            EventPublisher publisher,
            IngestMetrics metrics) {
        this.gate = new EventGate(catalogue, clock, platform.singleWorkspace());
        this.publisher = publisher;
        this.metrics = metrics;
        this.window = config.window();
    }

    /** Runs until the last event is in the log or rejected, or Kafka fails. */
    Outcome run(Arrivals arrivals, String workspace, long epoch) throws IOException, InterruptedException {
        Outcome outcome = new Outcome();
        boolean done = false;
        try {
            new Run(workspace, epoch, outcome).run(arrivals);
            done = true;
            return outcome;
        } finally {
            if (!done) {
                outcome.close();
            }
        }
    }

    /** One request. */
    private final class Run {
        private final String workspace;
        private final long epoch;
        private final Outcome outcome;
        private final Queue<Publication> waiting = new ArrayDeque<>();

        Run(String workspace, long epoch, Outcome outcome) {
            this.workspace = workspace;
            this.epoch = epoch;
            this.outcome = outcome;
        }

        void run(Arrivals arrivals) throws IOException, InterruptedException {
            long index = 0;
            Arrival arrival = arrivals.next();
            while (arrival != null && outcome.failure() == null) {
                take(index, arrival);
                index++;
                settle(window);
                arrival = outcome.failure() == null ? arrivals.next() : null;
            }
            settle(0);
        }

        private void take(long index, Arrival arrival) throws IOException, InterruptedException {
            switch (arrival) {
                case Arrival.Unparsed unparsed -> reject(index, unparsed.id(), List.of(unparsed.problem()));
                case Arrival.Parsed parsed -> {
                    switch (gate.check(parsed.envelope(), workspace)) {
                        case GateResult.Refused refused ->
                            reject(index, parsed.envelope().attributes().get("id"), refused.problems());
                        case GateResult.Accepted accepted -> {
                            for (GateResult.AcceptedEvent each : accepted.events()) {
                                waiting.add(publisher.publish(each.event()));
                            }
                        }
                    }
                }
            }
        }

        private void reject(long index, @Nullable String id, List<Problem> problems) throws IOException {
            metrics.rejected(problems.get(0).code());
            outcome.rejected(index, id, problems);
        }

        /** Waits, oldest first, until no more than so many events are not acknowledged. */
        private void settle(int most) throws IOException, InterruptedException {
            while (waiting.size() > most
                    || (!waiting.isEmpty() && waiting.element().isDone())) {
                Publication oldest = waiting.remove();
                try {
                    outcome.receipt(oldest.id(), epoch, oldest.await());
                    metrics.accepted();
                } catch (ExecutionException failed) {
                    metrics.failed();
                    Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
                    if (outcome.failure() == null) {
                        LOG.warnf("Kafka did not take an event: %s", cause);
                    }
                    outcome.failed(String.valueOf(cause.getMessage()));
                }
            }
        }
    }
}
