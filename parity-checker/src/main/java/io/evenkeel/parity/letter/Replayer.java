package io.evenkeel.parity.letter;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.MalformedChangeSetException;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;
import io.evenkeel.parity.finding.Witnesses;
import io.evenkeel.parity.ledger.ChangeLog;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.LedgerEntry;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.letter.Writers.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Has the writer of a store replay what the log still has of a letter. The ledger says what that is: a store alone cannot
 * know what later change sets have replaced of rows that it never had. Thread-safe.
 */
final class Replayer {
    private static final String EMIT_AGAIN =
            "; replaying it would make the store differ from the log: emit the event again, then dismiss this letter";
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final Witnesses witnesses;
    private final Ledger ledger;
    private final ChangeLog log;
    private final Writers writers;
    private final Pause pause = new Pause(BETWEEN_TRIES);

    Replayer(Witnesses witnesses, ChangeLog log, Writers writers) {
        this.witnesses = witnesses;
        this.ledger = witnesses.ledger();
        this.log = log;
        this.writers = writers;
    }

    /**
     * Replays a letter.
     *
     * @param touched receives the rows that are to be compared again
     * @param patience how long the ledger and the store may take to come to the same place
     */
    Replayed replay(OpenLetter open, Collection<RowKey> touched, Duration patience) {
        DeadLetter letter = open.letter();
        Optional<Backend> store = Arrays.stream(Backend.values())
                .filter(backend -> backend.label().equals(letter.store()))
                .findFirst();
        if (store.isEmpty()) {
            return Replayed.refused(
                    letter, letter.code(), "the event itself was refused: " + letter.message() + EMIT_AGAIN);
        }
        if (letter.position().epoch() != witnesses.epoch()) {
            return Replayed.refused(letter, "earlier-log", "it is of an earlier log than the stores are; dismiss it");
        }
        Position position;
        try {
            position = position(letter);
        } catch (MalformedChangeSetException malformed) {
            return Replayed.refused(letter, "malformed-change-set", malformed.getMessage() + EMIT_AGAIN);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Answer<ReplayAnswer> answer = ask(store.get(), open, position, touched);
            if (!(answer instanceof Answer.NotNow<ReplayAnswer>) || pause.over() || System.nanoTime() > deadline) {
                return replayed(letter, answer);
            }
            pause.await();
        }
    }

    void stop() {
        pause.end();
    }

    /** The event's position, which a letter does not tell whose bytes the writer could not read. */
    private Position position(DeadLetter letter) {
        if (letter.position().offset() >= 0) {
            return letter.position();
        }
        return log.changeSet(letter.partition(), letter.offset())
                .map(ChangeSet::position)
                .orElseThrow(() -> new MalformedChangeSetException("the log does not hold it any more"));
    }

    private Answer<ReplayAnswer> ask(Backend store, OpenLetter open, Position position, Collection<RowKey> touched) {
        DeadLetter letter = open.letter();
        Snapshot<List<LedgerEntry>> left = ledger.changedBy(position);
        StorePosition reached = left.positions().get(position.partition());
        if (reached == null || reached.nextOffset() <= letter.offset() || position.isAfter(reached.applied())) {
            return new Answer.NotNow<>("the ledger has not come as far as this letter; see GET /v1/parity");
        }
        Optional<Verdict.Refused> everywhere = ledger.refusal(letter.partition(), letter.offset());
        if (everywhere.isPresent()) {
            Verdict.Refused verdict = everywhere.get();
            return new Answer.Refused<>(
                    verdict.code(), "the log's own rules refuse it: " + verdict.message() + EMIT_AGAIN);
        }
        List<RowKey> put = new ArrayList<>();
        List<RowKey> removed = new ArrayList<>();
        left.value().forEach(entry -> (entry.deleted() ? removed : put).add(entry.key()));
        Answer<ReplayAnswer> answer = writers.replay(
                store,
                new ReplayRequest(
                        letter.key(),
                        open.record(),
                        put,
                        removed,
                        reached.applied().toString()));
        if (answer instanceof Answer.Done<ReplayAnswer> done) {
            touched.addAll(put);
            touched.addAll(removed);
            touched.addAll(done.answer().rows());
        }
        return answer;
    }

    private static Replayed replayed(DeadLetter letter, Answer<ReplayAnswer> answer) {
        return switch (answer) {
            case Answer.Done<ReplayAnswer> done ->
                Replayed.closed(
                        letter,
                        done.answer().outcome().equals(ReplayAnswer.APPLIED)
                                ? Replayed.Result.APPLIED
                                : Replayed.Result.SKIPPED);
            case Answer.Refused<ReplayAnswer> refused -> Replayed.refused(letter, refused.code(), refused.message());
            case Answer.NotNow<ReplayAnswer> notNow -> Replayed.failed(letter, "not-now", notNow.reason());
            case Answer.Unavailable<ReplayAnswer> unavailable ->
                Replayed.failed(letter, Replayed.UNAVAILABLE, unavailable.reason());
        };
    }
}
