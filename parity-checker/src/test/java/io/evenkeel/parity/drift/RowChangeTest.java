package io.evenkeel.parity.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowChangeTest {
    private static final RowKey KEY = new RowKey("documents", "default", "a");

    @Test
    void theWriterMovesRowsForwardToWhereTheLogHasThem() {
        assertThat(insert(at(5)).isOfTheWriter(live(5))).isTrue();
        assertThat(update(at(3), at(5)).isOfTheWriter(live(5))).isTrue();
        assertThat(update(StoredState.UNKNOWN_POSITION, at(5)).isOfTheWriter(live(5)))
                .isTrue();
        assertThat(delete(at(5)).isOfTheWriter(deleted(7))).isTrue();
    }

    @Test
    void whatTheLogHasChangedSinceWillBeWrittenAgain() {
        assertThat(insert(at(5)).isOfTheWriter(live(9))).isTrue();
        assertThat(update(at(3), at(5)).isOfTheWriter(live(9))).isTrue();
    }

    @Test
    void whoeverLeavesThePositionAsItWasIsLookedAt() {
        assertThat(update(at(5), at(5)).isOfTheWriter(live(5))).isFalse();
        assertThat(update(StoredState.UNKNOWN_POSITION, StoredState.UNKNOWN_POSITION)
                        .isOfTheWriter(live(5)))
                .isFalse();
        assertThat(insert(StoredState.UNKNOWN_POSITION).isOfTheWriter(live(5))).isFalse();
        assertThat(update(null, at(5)).isOfTheWriter(live(5))).isFalse();
    }

    @Test
    void positionsThatTheLogHasNotForThatRowAreLookedAt() {
        assertThat(insert(at(5)).isOfTheWriter(null)).isFalse();
        assertThat(delete(at(5)).isOfTheWriter(null)).isFalse();
        assertThat(update(at(5), at(3)).isOfTheWriter(live(5))).isFalse();
        assertThat(update(at(5), at(11)).isOfTheWriter(live(9))).isFalse();
        assertThat(insert(new Position(1, 2, 5)).isOfTheWriter(live(5))).isFalse();
        assertThat(insert(new Position(0, 0, 5)).isOfTheWriter(live(5))).isFalse();
        assertThat(delete(at(5)).isOfTheWriter(live(5))).isFalse();
        assertThat(insert(at(5)).isOfTheWriter(deleted(7))).isFalse();
    }

    private static Position at(long offset) {
        return new Position(1, 0, offset);
    }

    private static LedgerEntry live(long offset) {
        return new LedgerEntry(
                KEY, at(offset), null, Digest.of("row".getBytes(StandardCharsets.UTF_8)), null, null, offset);
    }

    private static LedgerEntry deleted(long offset) {
        return new LedgerEntry(KEY, at(offset), null, null, null, null, offset);
    }

    private static RowChange insert(Position after) {
        return change(Sighting.INSERT, null, after);
    }

    private static RowChange update(@Nullable Position before, Position after) {
        return change(Sighting.UPDATE, before, after);
    }

    private static RowChange delete(Position before) {
        return change(Sighting.DELETE, before, null);
    }

    private static RowChange change(String operation, @Nullable Position before, @Nullable Position after) {
        return new RowChange(KEY, before, after, new Sighting(Backend.SUPABASE, operation, "0/1", Instant.EPOCH));
    }
}
