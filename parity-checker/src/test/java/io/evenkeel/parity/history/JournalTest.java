package io.evenkeel.parity.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.MismatchKind;
import io.evenkeel.parity.ledger.LedgerFile;
import io.evenkeel.parity.repair.Repaired;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits to be recorded, over all that may become of the files. */
class JournalTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    Path folder;

    private Instant now = START;
    private LedgerFile ledger;
    private Journal journal;
    private Findings findings;

    @BeforeEach
    void open() {
        open(1);
    }

    @AfterEach
    void close() {
        journal.close();
        ledger.close();
    }

    @Test
    void aMismatchIsSeenFirstSeenLastAndClosed() {
        look(title("a", "x"));
        assertThat(journal.next(9).sightings()).singleElement().satisfies(sighting -> {
            assertThat(sighting.mismatch()).isEqualTo(title("a", "x").at(START));
            assertThat(sighting.lastSeen()).isEqualTo(START);
            assertThat(sighting.closedAt()).isNull();
        });
        record();

        after(Duration.ofSeconds(2));
        look(title("a", "x"));
        assertThat(journal.next(9).sightings()).as("nothing new").isEmpty();

        after(Duration.ofSeconds(2));
        look(title("a", "y"));
        assertThat(journal.next(9).sightings())
                .extracting(
                        one -> one.mismatch().foundAt(), one -> one.mismatch().sqlite(), Sighting::lastSeen)
                .containsExactly(tuple(START, "y", START.plusSeconds(4)));
        record();

        after(Duration.ofMinutes(1));
        look(title("a", "y"));
        assertThat(journal.next(9).sightings())
                .as("now and then its last sight")
                .extracting(Sighting::lastSeen)
                .containsExactly(START.plusSeconds(64));
        record();

        after(Duration.ofSeconds(2));
        lookEqual("a");
        assertThat(journal.next(9).sightings())
                .extracting(Sighting::closedAt, Sighting::closedHow)
                .containsExactly(tuple(START.plusSeconds(66), "equal"));
        record();
        assertThat(journal.waiting()).isZero();
        assertThat(journal.open()).isEmpty();
    }

    @Test
    void whatComesAndGoesBeforeItIsRecordedIsThereOnceEach() {
        for (int round = 0; round < 3; round++) {
            look(title("a", "x"));
            after(Duration.ofSeconds(1));
            lookEqual("a");
            after(Duration.ofSeconds(1));
        }
        assertThat(journal.next(9).sightings())
                .extracting(one -> one.mismatch().foundAt(), Sighting::closedAt)
                .containsExactly(
                        tuple(START, START.plusSeconds(1)),
                        tuple(START.plusSeconds(2), START.plusSeconds(3)),
                        tuple(START.plusSeconds(4), START.plusSeconds(5)));
    }

    @Test
    void aRecordThatWasCutOffIsMadeAgainWithTheSameIds() {
        look(title("a", "x"));
        Waiting first = journal.next(9);
        reopen(1);
        assertThat(journal.next(9)).isEqualTo(first);

        look(title("a", "y"));
        journal.recorded(first);
        assertThat(journal.next(9).sightings())
                .as("changed since it was taken")
                .extracting(Sighting::id)
                .containsExactly(first.sightings().getFirst().id());
    }

    @Test
    void aRepairSaysSoOfWhatItEnded() {
        look(title("a", "x"));
        look(title("b", "x"));
        after(Duration.ofSeconds(1));
        Instant begun = now;
        after(Duration.ofSeconds(1));
        lookEqual("a");
        lookEqual("b");
        Repaired done =
                new Repaired(key("a"), Backend.SQLITE, Repaired.Action.PUT, Repaired.Outcome.REPAIRED, null, null);
        Repaired refused = new Repaired(
                key("b"), Backend.SQLITE, Repaired.Action.PUT, Repaired.Outcome.REFUSED, "log-lost", "gone");
        journal.repaired(begun, now, "operator", List.of(done, refused));

        Waiting waiting = journal.next(9);
        assertThat(waiting.sightings())
                .extracting(one -> one.mismatch().key().key(), Sighting::closedHow)
                .containsExactlyInAnyOrder(tuple("a", "repaired"), tuple("b", "equal"));
        assertThat(waiting.documents())
                .extracting(Waiting.Document::content)
                .containsExactly(RepairRecorded.of(now, "operator", done), RepairRecorded.of(now, "operator", refused));
    }

    @Test
    void aRowThatDiffersOtherwiseIsAnotherMismatch() {
        look(title("a", "x"));
        after(Duration.ofSeconds(1));
        look(missing("a"));
        assertThat(journal.next(9).sightings())
                .extracting(one -> one.mismatch().kind(), Sighting::closedHow)
                .containsExactly(
                        tuple(MismatchKind.DIFFERENT, "otherwise"), tuple(MismatchKind.MISSING_IN_SQLITE, null));
    }

    @Test
    void aRestartKeepsTheFirstSightAlsoWhereTheLedgerIsLost() throws IOException {
        look(title("a", "x"));
        after(Duration.ofSeconds(9));
        reopen(1);
        assertThat(findings.open()).containsExactly(title("a", "x").at(START));

        close();
        Files.delete(folder.resolve("ledger.sqlite"));
        open(1);
        assertThat(findings.open()).containsExactly(title("a", "x").at(START));
        look(title("a", "y"));
        assertThat(findings.open()).containsExactly(title("a", "y").at(START));
        lookEqual("a");
        assertThat(findings.open()).isEmpty();
        assertThat(journal.next(9).sightings()).hasSize(1);
    }

    @Test
    void anotherLogEndsWhatWasOpen() {
        look(title("a", "x"));
        reopen(2);
        assertThat(findings.open()).isEmpty();
        assertThat(journal.next(9).sightings())
                .extracting(Sighting::epoch, Sighting::closedHow)
                .containsExactly(tuple(1L, "log_replaced"));
    }

    @Test
    void takesOverWhatAnEarlierCheckerHasRecordedAsOpen() {
        look(title("a", "x"));
        UUID earlier = UUID.randomUUID();
        Instant before = START.minusSeconds(60);
        journal.restore(List.of(
                new Sighting(earlier, 1, title("a", "w").at(before), false, before, null, null, 1),
                new Sighting(UUID.randomUUID(), 1, title("b", "w").at(before), false, before, null, null, 1)));
        findings.restore(journal.open());

        assertThat(findings.open())
                .containsExactlyInAnyOrder(
                        title("a", "x").at(before), title("b", "w").at(before));
        lookEqual("b");
        assertThat(journal.next(9).sightings())
                .extracting(one -> one.mismatch().key().key(), Sighting::closedHow)
                .containsExactlyInAnyOrder(tuple("a", null), tuple("b", "equal"));
        assertThat(journal.next(9).sightings()).extracting(Sighting::id).contains(earlier);
        assertThat(journal.isRestored()).isFalse();
        journal.restored();
        assertThat(journal.isRestored()).isTrue();
    }

    @Test
    void aFileThatCannotBeUsedStopsNothingAndIsCaughtUpWith() throws IOException {
        close();
        Path file = folder.resolve("history.sqlite");
        Files.delete(file);
        Files.createDirectory(file);
        open(1);
        look(title("a", "x"));
        assertThat(findings.open()).hasSize(1);
        assertThat(journal.failure()).isPresent();
        assertThat(journal.isBehind()).isTrue();

        Files.delete(file);
        findings.tell(journal::reconcile);
        assertThat(journal.failure()).isEmpty();
        assertThat(journal.isBehind()).isFalse();
        assertThat(journal.next(9).sightings()).hasSize(1);
    }

    @Test
    void cutsLongValuesAndSaysSo() {
        look(title("a", "\uD83D\uDE00".repeat(5_000).substring(1) + "\u0000"));
        assertThat(journal.next(9).sightings()).singleElement().satisfies(sighting -> {
            assertThat(sighting.cut()).isTrue();
            assertThat(sighting.mismatch().sqlite()).hasSizeBetween(Excerpt.LONGEST - 1, Excerpt.LONGEST);
        });
        look(title("b", "nul \u0000 in it"));
        assertThat(journal.next(9).sightings().getLast().mismatch().sqlite()).isEqualTo("nul \uFFFD in it");
    }

    private void open(long epoch) {
        ledger = LedgerFile.open(folder.resolve("ledger.sqlite"), epoch);
        journal = new Journal(folder.resolve("history.sqlite"), epoch, new Hands());
        findings = new Findings(ledger, journal);
        findings.restore(journal.open());
        findings.tell(journal::reconcile);
    }

    private void reopen(long epoch) {
        close();
        open(epoch);
    }

    private void record() {
        journal.recorded(journal.next(99));
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    private void look(Found found) {
        Mismatch mismatch = found.at(now);
        findings.record(findings.mark(), List.of(mismatch.key()), List.of(mismatch), Map.of());
    }

    private void lookEqual(String id) {
        findings.record(findings.mark(), List.of(key(id)), List.of(), Map.of());
    }

    private static RowKey key(String id) {
        return new RowKey("documents", "default", id);
    }

    private static Found title(String id, @Nullable String inSqlite) {
        return at -> new Mismatch(
                key(id), MismatchKind.DIFFERENT, "title", "right", inSqlite, "right", Set.of(Backend.SQLITE), at);
    }

    private static Found missing(String id) {
        return at -> new Mismatch(
                key(id), MismatchKind.MISSING_IN_SQLITE, null, null, null, null, Set.of(Backend.SQLITE), at);
    }

    @FunctionalInterface
    private interface Found {
        Mismatch at(Instant time);
    }

    /** A clock that the test sets. */
    private final class Hands extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
