package io.evenkeel.kit.writer;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.MalformedChangeSetException;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Replays dead letters into a writer's store: reads a letter whole, has the store take it on the thread that writes it, and
 * closes it. A letter that is refused again stays, with the new reason. Thread-safe.
 */
public final class LetterReplays implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Backend store;
    private final TopicPartition letters;
    private final RecordReader reader;
    private final StoreConsumer consumer;
    private final DeadLetterSink sink;
    private final ChangeSetCodec codec;
    private final Clock clock;

    /**
     * Replays for one writer.
     *
     * @param store the store that it writes
     * @param consumer has the thread that writes it
     * @param sink closes letters
     */
    public LetterReplays(
            Backend store,
            String bootstrapServers,
            Topics topics,
            StoreConsumer consumer,
            DeadLetterSink sink,
            ChangeSetCodec codec,
            Clock clock) {
        this.store = store;
        this.letters = new TopicPartition(topics.deadLetters(), 0);
        this.reader = new RecordReader(bootstrapServers);
        this.consumer = consumer;
        this.sink = sink;
        this.codec = codec;
        this.clock = clock;
    }

    /**
     * Replays a letter.
     *
     * @throws HttpProblem 409 when it is not there, not this store's, refused again ({@code replay-refused}, with the
     *     store's {@code code}) or cannot be decided now ({@code replay-not-now}); 503 when the store or Kafka does not
     *     answer
     */
    public ReplayAnswer replay(ReplayRequest request) {
        try {
            return replay(request, find(request));
        } catch (StoreUnavailableException unavailable) {
            throw Problems.unavailable("store-unavailable", String.valueOf(unavailable.getMessage()), RETRY);
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    private WholeLetter find(ReplayRequest request) {
        ConsumerRecord<byte[], byte[]> record =
                reader.read(letters, request.record()).orElse(null);
        byte @Nullable [] value = record == null ? null : record.value();
        if (record == null || value == null) {
            throw gone(request.key());
        }
        DeadLetter letter = DeadLetter.of(record);
        if (!letter.key().equals(request.key())) {
            throw gone(request.key());
        }
        if (!letter.store().equals(store.label())) {
            throw conflict("other-store", "Another store's dead letter", "it is of " + letter.store());
        }
        return new WholeLetter(letter, record);
    }

    private ReplayAnswer replay(ReplayRequest request, WholeLetter whole) {
        DeadLetter letter = whole.letter();
        ChangeSet changeSet;
        try {
            changeSet = codec.decode(whole.refused().value());
        } catch (MalformedChangeSetException malformed) {
            throw refused(whole, new Verdict.Refused("malformed-change-set", String.valueOf(malformed.getMessage())));
        }
        Replay replay = replay(request, changeSet);
        return switch (StoreCommands.await(consumer.submit(writer -> writer.replay(replay, letter.offset())))) {
            case ReplayResult.Applied applied -> closed(letter, ReplayAnswer.APPLIED, applied.rows());
            case ReplayResult.Skipped ignored -> closed(letter, ReplayAnswer.SKIPPED, List.of());
            case ReplayResult.Refused refused -> throw refused(whole, refused.verdict());
            case ReplayResult.NotNow notNow ->
                throw conflict("replay-not-now", "Not now", notNow.reason() + "; ask again");
        };
    }

    private static Replay replay(ReplayRequest request, ChangeSet changeSet) {
        try {
            return new Replay(changeSet, set(request.put()), set(request.removed()), Position.parse(request.asOf()));
        } catch (IllegalArgumentException wrong) {
            throw Problems.of(422, "invalid-request", "No such replay", String.valueOf(wrong.getMessage()))
                    .with("pointer", "/asOf")
                    .build();
        }
    }

    private ReplayAnswer closed(DeadLetter letter, String outcome, List<RowKey> rows) {
        sink.closeLetters(List.of(letter.key()));
        return new ReplayAnswer(outcome, rows);
    }

    private HttpProblem refused(WholeLetter whole, Verdict.Refused verdict) {
        DeadLetter again = whole.letter().again(verdict.code(), verdict.message(), clock.instant());
        sink.send(List.of(new WholeLetter(again, whole.refused())));
        return Problems.of(409, "replay-refused", "The store refuses it again", verdict.message())
                .with("code", verdict.code())
                .build();
    }

    private static Set<RowKey> set(@Nullable List<RowKey> keys) {
        return keys == null ? Set.of() : Set.copyOf(keys);
    }

    private static HttpProblem gone(String key) {
        return conflict(
                "no-such-dead-letter", "No such dead letter", key + " is closed, or was written anew; list again");
    }

    private static HttpProblem conflict(String code, String title, String detail) {
        return Problems.of(409, code, title, detail).build();
    }
}
