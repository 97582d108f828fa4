package io.evenkeel.parity.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ScannedRow;
import io.evenkeel.contract.store.ScannedRow.ScannedValue;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.RowComparison.Witness;
import io.evenkeel.parity.ledger.LedgerEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowComparisonTest {
    private static final RowKey KEY = new RowKey("documents", "default", "a");
    private static final Digest LOGS = new Digest(1, 1);
    private static final Digest OTHER = new Digest(2, 2);
    private static final LedgerEntry LIVE = new LedgerEntry(KEY, at(5), null, LOGS, null, null, 5);
    private static final LedgerEntry DELETED = new LedgerEntry(KEY, at(5), null, null, null, null, 5);
    private static final Map<String, ScannedValue> LOG = values("wing", "pdf");

    @Test
    void staysSilentWhenAllAgree() {
        assertThat(compare(LIVE, LOG, holds("wing", "pdf"), holds("wing", "pdf")))
                .isEmpty();
        assertThat(compare(DELETED, null, holdsNothing(9), holdsNothing(9))).isEmpty();
    }

    @Test
    void namesTheStoreAndTheColumnThatDiffer() {
        assertThat(compare(LIVE, LOG, holds("wing", "pdf"), holds("WING", "pdf")))
                .singleElement()
                .satisfies(mismatch -> {
                    assertThat(mismatch.kind()).isEqualTo(MismatchKind.DIFFERENT);
                    assertThat(mismatch.column()).isEqualTo("title");
                    assertThat(mismatch.log()).isEqualTo("wing");
                    assertThat(mismatch.sqlite()).isEqualTo("wing");
                    assertThat(mismatch.supabase()).isEqualTo("WING");
                    assertThat(mismatch.stores()).containsExactly(Backend.SUPABASE);
                });
    }

    @Test
    void reportsEachDifferingColumnOnce() {
        assertThat(compare(LIVE, LOG, holds("x", "y"), holds("z", "pdf")))
                .extracting(Mismatch::column, Mismatch::stores)
                .containsExactly(
                        tuple("title", Set.of(Backend.SQLITE, Backend.SUPABASE)),
                        tuple("type", Set.of(Backend.SQLITE)));
    }

    @Test
    void tellsNullFromEmptyText() {
        assertThat(compare(LIVE, values("", "pdf"), holds("", "pdf"), holds(null, "pdf")))
                .singleElement()
                .satisfies(mismatch -> {
                    assertThat(mismatch.sqlite()).isEmpty();
                    assertThat(mismatch.supabase()).isNull();
                });
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(compare(LIVE, LOG, holdsNothing(9), holds("wing", "pdf")))
                .extracting(Mismatch::kind)
                .containsExactly(MismatchKind.MISSING_IN_SQLITE);
        assertThat(compare(LIVE, LOG, holds("wing", "pdf"), holdsNothing(9)))
                .extracting(Mismatch::kind)
                .containsExactly(MismatchKind.MISSING_IN_SUPABASE);
    }

    @Test
    void namesWhatIsExtra() {
        assertThat(compare(DELETED, null, holds("wing", "pdf"), holdsNothing(9)))
                .extracting(Mismatch::kind)
                .containsExactly(MismatchKind.EXTRA_IN_SQLITE);
        assertThat(compare(null, null, holdsNothing(9), holds("wing", "pdf")))
                .extracting(Mismatch::kind)
                .containsExactly(MismatchKind.EXTRA_IN_SUPABASE);
    }

    @Test
    void leavesAStoreThatHasNotComeSoFarForLater() {
        RowComparison comparison = comparison(LIVE, LOG, holds("WING", "pdf"), holdsNothing(4));
        assertThat(comparison.isLater()).isTrue();
        assertThat(comparison.mismatches(Instant.EPOCH))
                .singleElement()
                .satisfies(mismatch -> assertThat(mismatch.stores()).containsExactly(Backend.SQLITE));
    }

    @Test
    void goesByDigestWhereTheLogHasLostTheRecord() {
        Witness equal = new Witness(scanned("wing", "pdf", 5), LOGS, snapshot(9));
        Witness different = new Witness(scanned("WING", "pdf", 5), OTHER, snapshot(9));
        assertThat(compare(LIVE, null, equal, equal)).isEmpty();
        assertThat(compare(LIVE, null, equal, different)).singleElement().satisfies(mismatch -> {
            assertThat(mismatch.column()).isNull();
            assertThat(mismatch.stores()).containsExactly(Backend.SUPABASE);
        });
    }

    @Test
    void namesAPositionThatItsStoreHasNotReached() {
        Witness ahead = new Witness(scanned("wing", "pdf", 12), LOGS, snapshot(9));
        assertThat(compare(LIVE, LOG, holds("wing", "pdf"), ahead))
                .singleElement()
                .satisfies(mismatch -> {
                    assertThat(mismatch.column()).isEqualTo("source_offset");
                    assertThat(mismatch.supabase()).isEqualTo("1:0:12");
                });
    }

    private static List<Mismatch> compare(
            @Nullable LedgerEntry entry, @Nullable Map<String, ScannedValue> log, Witness sqlite, Witness supabase) {
        return comparison(entry, log, sqlite, supabase).mismatches(Instant.EPOCH);
    }

    private static RowComparison comparison(
            @Nullable LedgerEntry entry, @Nullable Map<String, ScannedValue> log, Witness sqlite, Witness supabase) {
        return new RowComparison(KEY, entry, log, Map.of(Backend.SQLITE, sqlite, Backend.SUPABASE, supabase));
    }

    private static Witness holds(@Nullable String title, String type) {
        return new Witness(scanned(title, type, 5), OTHER, snapshot(9));
    }

    private static Witness holdsNothing(long applied) {
        return new Witness(null, null, snapshot(applied));
    }

    private static ScannedRow scanned(@Nullable String title, String type, long offset) {
        return new ScannedRow(KEY, at(offset), values(title, type));
    }

    private static Map<String, ScannedValue> values(@Nullable String title, String type) {
        Map<String, ScannedValue> values = new LinkedHashMap<>();
        values.put("title", new ScannedValue(title == null ? null : "74" + title, title));
        values.put("type", new ScannedValue("74" + type, type));
        return values;
    }

    private static Snapshot<String> snapshot(long applied) {
        return new Snapshot<>("", Map.of(0, new StorePosition(0, applied + 1, at(applied))));
    }

    private static Position at(long offset) {
        return new Position(1, 0, offset);
    }
}
