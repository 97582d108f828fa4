package io.evenkeel.parity.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.LedgerFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FindingsTest {
    private static final Instant FIRST = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    Path folder;

    private LedgerFile file;
    private Findings findings;

    @BeforeEach
    void open() {
        file = LedgerFile.open(folder.resolve("ledger.sqlite"), 1);
        findings = new Findings(file);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void opensAndClosesMismatches() {
        findings.record(
                findings.mark(), List.of(key("a")), List.of(title("a", "x", FIRST), title("b", "x", FIRST)), Map.of());
        assertThat(findings.openKeys()).isEqualTo(Set.of(key("a"), key("b")));

        findings.record(findings.mark(), List.of(key("a")), List.of(), Map.of());
        assertThat(findings.openKeys()).isEqualTo(Set.of(key("b")));
    }

    @Test
    void whatWasReadBeforeAMismatchWasFoundDoesNotCloseIt() {
        long mark = findings.mark();
        findings.record(findings.mark(), List.of(), List.of(title("a", "x", FIRST)), Map.of());

        findings.record(mark, List.of(key("a")), List.of(), Map.of());
        assertThat(findings.openKeys()).containsExactly(key("a"));

        findings.record(findings.mark(), List.of(key("a")), List.of(), Map.of());
        assertThat(findings.openKeys()).isEmpty();
    }

    @Test
    void whatWasReadBeforeAMismatchWasClosedOpensItOnlyAfterAnotherLook() {
        List<Mismatch> told = new ArrayList<>();
        findings = new Findings(file, (found, gone) -> told.addAll(found));
        findings.record(findings.mark(), List.of(), List.of(title("a", "x", FIRST)), Map.of());
        long mark = findings.mark();
        findings.record(findings.mark(), List.of(key("a")), List.of(), Map.of());

        findings.record(mark, List.of(key("a")), List.of(title("a", "x", FIRST)), Map.of(0, 5L));
        assertThat(findings.open()).isEmpty();
        assertThat(findings.openKeys()).containsExactly(key("a"));
        assertThat(new Findings(file).open()).as("after a restart").containsExactly(title("a", "x", FIRST));
        assertThat(told).hasSize(1);

        mark = findings.mark();
        findings.record(findings.mark(), List.of(key("a")), List.of(), Map.of());
        assertThat(findings.openKeys()).isEmpty();
        findings.record(mark, List.of(), List.of(title("a", "x", FIRST)), Map.of());
        findings.record(findings.mark(), List.of(), List.of(title("a", "y", FIRST)), Map.of());
        assertThat(findings.open()).containsExactly(title("a", "y", FIRST));
        assertThat(told).hasSize(2);
    }

    @Test
    void whatIsFoundAgainKeepsItsTimeAndShowsItsNewValue() {
        findings.record(findings.mark(), List.of(), List.of(title("a", "x", FIRST)), Map.of());
        findings.record(findings.mark(), List.of(key("a")), List.of(title("a", "y", FIRST.plusSeconds(9))), Map.of());
        assertThat(findings.open()).containsExactly(title("a", "y", FIRST));
    }

    @Test
    @Timeout(60)
    void aLookThatFindsVeryMuchTakesNoLongerForEach() {
        List<Mismatch> many = IntStream.range(0, 30_000)
                .mapToObj(number -> title("many-" + number, "x", FIRST))
                .toList();
        findings.record(findings.mark(), List.of(), many, Map.of());
        findings.record(findings.mark(), List.of(), many, Map.of());
        assertThat(findings.open()).hasSize(30_000);
    }

    @Test
    void survivesARestart() {
        Mismatch extra = new Mismatch(
                key("b"), MismatchKind.EXTRA_IN_SQLITE, null, null, null, null, Set.of(Backend.SQLITE), FIRST);
        findings.record(findings.mark(), List.of(), List.of(title("a", "x", FIRST), extra), Map.of(3, 17L));

        Findings again = new Findings(file);
        assertThat(again.open()).containsExactly(title("a", "x", FIRST), extra);
        assertThat(again.watermarks()).isEqualTo(Map.of(3, 17L));
    }

    @Test
    void anotherLogForgetsEverything() {
        findings.record(findings.mark(), List.of(), List.of(title("a", "x", FIRST)), Map.of(3, 17L));
        file.close();
        file = LedgerFile.open(folder.resolve("ledger.sqlite"), 2);
        assertThat(new Findings(file).open()).isEmpty();
        assertThat(new Findings(file).watermarks()).isEmpty();
    }

    private static Mismatch title(String id, String inSqlite, Instant at) {
        return new Mismatch(
                key(id),
                MismatchKind.DIFFERENT,
                "title",
                "wing",
                inSqlite,
                "wing",
                Set.of(Backend.SQLITE, Backend.SUPABASE),
                at);
    }

    private static RowKey key(String id) {
        return new RowKey("documents", "default", id);
    }
}
