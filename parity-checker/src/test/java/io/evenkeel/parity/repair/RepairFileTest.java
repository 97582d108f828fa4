package io.evenkeel.parity.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.repair.Repaired.Action;
import io.evenkeel.parity.repair.Repaired.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairFileTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void remembersTheLastOnesNewestFirst() {
        RepairFile file = new RepairFile(folder.resolve("repairs.jsonl"));
        assertThat(file.last(10)).isEmpty();

        file.append(NOW, "a", List.of(repaired("one"), repaired("two")));
        file.append(NOW, "b", List.of(repaired("three"), equal("four")));

        RepairFile reopened = new RepairFile(folder.resolve("repairs.jsonl"));
        assertThat(reopened.last(10)).extracting(RepairRecord::id).containsExactly("three", "two", "one");
        assertThat(reopened.last(2)).extracting(RepairRecord::id).containsExactly("three", "two");
        assertThat(reopened.last(0)).isEmpty();
        assertThat(reopened.last(1))
                .containsExactly(new RepairRecord(
                        NOW,
                        "b",
                        "documents",
                        "default",
                        "three",
                        "supabase",
                        "put",
                        "refused",
                        "log-lost",
                        "it is\ngone"));
    }

    @Test
    void aLineThatACrashHasTornCostsNoOther() throws IOException {
        Path path = folder.resolve("repairs.jsonl");
        RepairFile file = new RepairFile(path);
        file.append(NOW, "a", List.of(repaired("one")));
        Files.writeString(path, "{\"at\":\"2026-11", StandardOpenOption.APPEND);

        file.append(NOW, "a", List.of(repaired("two")));

        assertThat(file.last(10)).extracting(RepairRecord::id).containsExactly("two", "one");
    }

    private static Repaired repaired(String id) {
        return new Repaired(
                new RowKey("documents", "default", id),
                Backend.SUPABASE,
                Action.PUT,
                Outcome.REFUSED,
                "log-lost",
                "it is\ngone");
    }

    private static Repaired equal(String id) {
        return new Repaired(new RowKey("documents", "default", id), null, Action.NONE, Outcome.EQUAL, null, null);
    }
}
