package io.evenkeel.parity.letter;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.ChangeLog;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What people do with dead letters. Thread-safe; replays go one after the other, in the order of the log. */
public final class Letters implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration KNOWN = Duration.ofSeconds(5);
    private static final int COMPARED_AT_ONCE = 1_000;

    private final DeadLetters deadLetters;
    private final Replayer replayer;
    private final Recheck recheck;
    private final Dismissals dismissals;

    /**
     * The letters of one log.
     *
     * @param deadLetters which are open
     * @param writers who replays them
     * @param comparing whether both stores are written, so that comparing them means something
     */
    public Letters(
            String bootstrapServers,
            Topics topics,
            DeadLetters deadLetters,
            Writers writers,
            Witnesses witnesses,
            ChangeLog log,
            Findings findings,
            BooleanSupplier comparing,
            Clock clock) {
        this.deadLetters = deadLetters;
        this.replayer = new Replayer(witnesses, log, writers);
        this.recheck = new Recheck(witnesses, findings, comparing);
        this.dismissals = new Dismissals(bootstrapServers, topics, clock);
    }

    /** How many are open. */
    public DeadLetters.Open open() {
        return deadLetters.open();
    }

    /** The first open letters in the order of the log, of one store where it is given. */
    public List<OpenLetter> list(@Nullable String store, int limit) {
        return deadLetters.list(store, limit);
    }

    /** The letter of that key, if it is open. */
    Optional<OpenLetter> find(String key) {
        return deadLetters.find(key);
    }

    /**
     * The letter of a store about a change set, if it is open.
     *
     * @param partition the change set's partition
     * @param offset its offset in {@code evenkeel.changes}
     */
    public Optional<OpenLetter> find(Backend store, int partition, long offset) {
        return deadLetters.find(store, partition, offset);
    }

    /**
     * Replays letters in their order, and compares the rows that they changed. Where a writer does not answer, the letters
     * behind are not tried; where one has waited in vain, those behind do not wait.
     */
    public synchronized List<Replayed> replay(List<OpenLetter> letters) {
        List<Replayed> replayed = new ArrayList<>(letters.size());
        Set<RowKey> touched = new LinkedHashSet<>();
        Map<String, Replayed> silent = new HashMap<>();
        Duration patience = PATIENCE;
        for (OpenLetter open : letters) {
            DeadLetter letter = open.letter();
            Replayed before = silent.get(letter.store());
            Replayed one = before == null
                    ? replayer.replay(open, touched, patience)
                    : Replayed.failed(letter, Replayed.UNAVAILABLE, "not tried: " + before.message());
            replayed.add(one);
            if (one.result() == Replayed.Result.FAILED) {
                patience = Duration.ZERO;
                if (Replayed.UNAVAILABLE.equals(one.code())) {
                    silent.putIfAbsent(letter.store(), one);
                }
            }
            if (touched.size() >= COMPARED_AT_ONCE) {
                recheck.compare(touched);
                touched.clear();
            }
        }
        recheck.compare(touched);
        deadLetters.awaitClosed(
                replayed.stream()
                        .filter(Replayed::isClosed)
                        .map(one -> one.letter().key())
                        .toList(),
                KNOWN);
        return replayed;
    }

    /**
     * Closes letters without replaying them.
     *
     * @param letters which
     * @param by who asks
     * @param reason why; it is recorded
     * @throws io.evenkeel.contract.store.StoreUnavailableException when Kafka does not answer
     */
    public void dismiss(List<OpenLetter> letters, String by, String reason) {
        dismissals.dismiss(letters, by, reason);
        deadLetters.awaitClosed(
                letters.stream().map(open -> open.letter().key()).toList(), KNOWN);
    }

    @Override
    public void close() {
        replayer.stop();
        dismissals.close();
    }
}
