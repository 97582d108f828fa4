package io.evenkeel.parity.letter;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.topic.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The documents of the dead letters' API. */
final class LetterJson {
    private LetterJson() {}

    /**
     * Open letters.
     *
     * @param total how many there are of what was asked for
     * @param byStore how many there are of each store
     * @param deadLetters the first of them, in the order of the log
     */
    record Listing(long total, Map<String, Long> byStore, List<Entry> deadLetters) {}

    /** A letter; the fields are those of {@link DeadLetter}. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(
            String key,
            String store,
            String code,
            String message,
            String topic,
            int partition,
            long offset,
            String position,
            String eventId,
            String eventType,
            @Nullable String root,
            Instant at) {}

    /**
     * Which letters; one of these.
     *
     * @param keys these
     * @param store all of a store
     * @param all all there are
     * @param reason why they are dismissed
     */
    record Request(
            @Nullable List<String> keys,
            @Nullable String store,
            @Nullable Boolean all,
            @Nullable String reason) {}

    /**
     * What became of replays.
     *
     * @param replayed how many letters are closed
     * @param failed how many stay open
     * @param left how many were asked for and not tried: ask again
     * @param results one for each letter that was tried
     */
    record Replays(long replayed, long failed, long left, List<Result> results) {}

    /**
     * What became of one replay.
     *
     * @param key the letter
     * @param store its store
     * @param outcome {@code applied}, {@code skipped} where the store held all that the log still has of it, {@code
     *     refused} or {@code failed}
     * @param code why it stays open; null when it is closed
     * @param message why it stays open, and what to do; null when it is closed
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Result(
            String key,
            String store,
            String outcome,
            @Nullable String code,
            @Nullable String message) {}

    /**
     * Dismissed letters.
     *
     * @param dismissed how many
     * @param left how many were asked for and not dismissed: ask again
     * @param keys which
     */
    record Dismissed(long dismissed, long left, List<String> keys) {}

    static Entry entry(OpenLetter open) {
        DeadLetter letter = open.letter();
        return new Entry(
                letter.key(),
                letter.store(),
                letter.code(),
                letter.message(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.position().toString(),
                letter.eventId(),
                letter.eventType(),
                letter.root(),
                letter.at());
    }

    static Result result(Replayed replayed) {
        return new Result(
                replayed.letter().key(),
                replayed.letter().store(),
                replayed.result().label(),
                replayed.code(),
                replayed.message());
    }
}
