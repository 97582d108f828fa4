package io.evenkeel.parity.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.StoredState;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final RowKey KEY = new RowKey("documents", "default", "a");
    private static final Digest ONE = new Digest(1, 1);
    private static final Digest OTHER = new Digest(2, 2);

    @Test
    void aRowWithTheLogsDigestIsEqual() {
        assertThat(judge(entry(5, ONE), row(ONE, 5), 9)).isEqualTo(Judgement.EQUAL);
    }

    @Test
    void aRowThatCamePastTheLogIsEqualWhenItsContentIs() {
        DigestedRow adopted = new DigestedRow(KEY, ONE, StoredState.UNKNOWN_POSITION);
        assertThat(judge(entry(5, ONE), adopted, 9)).isEqualTo(Judgement.EQUAL);
    }

    @Test
    void anotherDigestIsDifferentWhateverThePosition() {
        assertThat(judge(entry(5, ONE), row(OTHER, 5), 9)).isEqualTo(Judgement.DIFFERENT);
        assertThat(judge(entry(5, ONE), row(OTHER, 3), 9)).isEqualTo(Judgement.DIFFERENT);
        assertThat(judge(entry(5, ONE), row(OTHER, 8), 9)).isEqualTo(Judgement.DIFFERENT);
    }

    @Test
    void aMissingRowIsDifferentOnceTheStoreHasPassedItsChange() {
        assertThat(judge(entry(5, ONE), null, 5)).isEqualTo(Judgement.DIFFERENT);
        assertThat(judge(entry(5, ONE), null, 4)).isEqualTo(Judgement.LATER);
    }

    @Test
    void aRowThatChangesBeyondTheStoreIsLeftForLater() {
        assertThat(judge(entry(7, ONE), row(OTHER, 5), 6)).isEqualTo(Judgement.LATER);
        assertThat(judge(entry(7, null), row(OTHER, 5), 6)).isEqualTo(Judgement.LATER);
    }

    @Test
    void aRowThatTheLogDeletedOrNeverNamedIsDifferent() {
        assertThat(judge(entry(5, null), row(ONE, 2), 9)).isEqualTo(Judgement.DIFFERENT);
        assertThat(judge(null, row(ONE, 2), 9)).isEqualTo(Judgement.DIFFERENT);
        assertThat(judge(entry(5, null), null, 9)).isEqualTo(Judgement.EQUAL);
        assertThat(judge(null, null, 9)).isEqualTo(Judgement.EQUAL);
    }

    @Test
    void aPositionThatItsStoreHasNotReachedIsDifferent() {
        assertThat(judge(entry(5, ONE), row(ONE, 12), 9)).isEqualTo(Judgement.DIFFERENT);
    }

    private static Judgement judge(@Nullable LedgerEntry entry, @Nullable DigestedRow row, long applied) {
        StorePosition position = new StorePosition(0, applied + 1, at(applied));
        return Judgement.of(entry, row, new Snapshot<>(List.of(), Map.of(0, position)));
    }

    private static LedgerEntry entry(long offset, @Nullable Digest digest) {
        return new LedgerEntry(KEY, at(offset), null, digest, null, null, offset);
    }

    private static DigestedRow row(Digest digest, long offset) {
        return new DigestedRow(KEY, digest, at(offset));
    }

    private static Position at(long offset) {
        return new Position(1, 0, offset);
    }
}
