package io.evenkeel.parity.tail;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.tail.EventTimes.Appended;
import io.evenkeel.parity.tail.EventTimes.Beyond;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Verifies round after round, on a thread of its own, and keeps what is known of the lag. It pauses where Supabase is
 * not written, and where a store cannot be reached, and goes on afterwards.
 */
public final class Tail implements Runnable {
    private static final Logger LOG = Logger.getLogger(Tail.class);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final int KEYS_PER_LOOK = 500;

    private final TailVerifier verifier;
    private final Findings findings;
    private final Supplier<EventTimes> events;
    private final BooleanSupplier comparing;
    private final Duration maxLag;
    private final Clock clock;
    private final Pause pause = new Pause(BETWEEN_ROUNDS);
    private Instant lookedAgain = Instant.EPOCH;
    private int lookedUpTo;
    private volatile TailState state = TailState.BEGINNING;

    /**
     * A tail.
     *
     * @param witnesses who is compared
     * @param findings where the results are kept
     * @param events opens the events topic
     * @param comparing whether both stores are written, so that comparing them means something
     * @param maxLag the parity lag up to which the stores count as verified
     */
    public Tail(
            Witnesses witnesses,
            Findings findings,
            Supplier<EventTimes> events,
            BooleanSupplier comparing,
            Duration maxLag,
            Clock clock) {
        this.verifier = new TailVerifier(witnesses, findings);
        this.findings = findings;
        this.events = events;
        this.comparing = comparing;
        this.maxLag = maxLag;
        this.clock = clock;
    }

    /** What is known now. */
    public TailState state() {
        return state;
    }

    /** Verifies until {@link #stop()}. */
    @Override
    public void run() {
        while (!pause.over()) {
            try (EventTimes times = events.get()) {
                while (!pause.over()) {
                    Outcome outcome = verify();
                    measure(times, outcome);
                    switch (outcome) {
                        case Outcome.Went went when went.round() == TailVerifier.Round.MORE -> {}
                        case Outcome.Went went -> pause.await();
                        case Outcome.Idle idle -> pause.await();
                        case Outcome.Failed failed -> pause.await(AFTER_FAILURE);
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (KafkaException failed) {
                LOG.warnf("parity lag cannot be measured: %s", failed.getMessage());
                state = state.failed("Kafka: " + failed.getMessage());
                pause.await(AFTER_FAILURE);
            }
        }
    }

    private sealed interface Outcome {
        record Went(TailVerifier.Round round) implements Outcome {}

        record Idle() implements Outcome {}

        record Failed(String message) implements Outcome {}
    }

    /** Ends the run. */
    public void stop() {
        pause.end();
    }

    private Outcome verify() throws InterruptedException {
        if (!comparing.getAsBoolean()) {
            return new Outcome.Idle();
        }
        try {
            TailVerifier.Round round = verifier.round();
            lookAgain();
            return new Outcome.Went(round);
        } catch (StoreUnavailableException | LedgerUnavailableException | KafkaException failed) {
            String message = String.valueOf(failed.getMessage());
            if (state.failure() == null) {
                LOG.warnf("verification pauses: %s", message);
            }
            return new Outcome.Failed(message);
        }
    }

    private void lookAgain() throws InterruptedException {
        Instant now = clock.instant();
        if (Duration.between(lookedAgain, now).compareTo(BETWEEN_LOOKS) < 0) {
            return;
        }
        lookedAgain = now;
        Set<RowKey> keys = nextToLookAt();
        if (!keys.isEmpty()) {
            verifier.lookAgain(keys);
        }
    }

    /** A bounded number of open rows, going round. */
    private Set<RowKey> nextToLookAt() {
        List<RowKey> open = List.copyOf(findings.openKeys());
        int from = lookedUpTo >= open.size() ? 0 : lookedUpTo;
        lookedUpTo = Math.min(open.size(), from + KEYS_PER_LOOK);
        return new LinkedHashSet<>(open.subList(from, lookedUpTo));
    }

    private void measure(EventTimes times, Outcome outcome) {
        Instant now = clock.instant();
        Beyond beyond = times.beyond(findings.watermarks());
        Instant oldest = beyond.oldest().values().stream()
                .map(Appended::appended)
                .min(Comparator.naturalOrder())
                .orElse(null);
        boolean current = oldest == null || Duration.between(oldest, now).compareTo(maxLag) <= 0;
        boolean verified = outcome instanceof Outcome.Went
                && current
                && findings.openKeys().isEmpty();
        state = new TailState(
                now,
                beyond.ends(),
                oldest,
                verified ? now : state.verifiedAt(),
                outcome instanceof Outcome.Failed failed ? failed.message() : null);
    }
}
