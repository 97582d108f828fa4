package io.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvenkeelTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @Test
    void wrongUseIsRefusedWithAWordOnWhatToDo() {
        assertThat(Evenkeel.run("nonsense")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nonsense").contains("--help");
        assertThat(out.size()).isZero();
    }

    @Test
    void wrongUseWithJsonIsOneProblemDocument() {
        assertThat(Evenkeel.run("ingest", "--json")).isEqualTo(2);
        assertThat(Json.parse(out.toString(StandardCharsets.UTF_8), "the output")
                        .path("detail")
                        .asText())
                .contains("FILE.jsonl");
        assertThat(err.size()).isZero();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(Evenkeel.run("ingest", "no-such.jsonl", "--type", "document.ingested"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no-such.jsonl");
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command : new String[] {
            "up",
            "down",
            "status",
            "reset",
            "demo",
            "doctor",
            "ingest",
            "search",
            "parity",
            "cutover",
            "schema",
            "dead-letters"
        }) {
            assertThat(Evenkeel.run(command, "--help")).as(command).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Exit status");
    }

    @Test
    void searchesAreComparedByOneKindOfQueries() {
        assertThat(Evenkeel.run("parity", "search", "--recent", "--queries", "queries.txt"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--recent").contains("--queries");
    }

    @Test
    void deadLettersAreSelectedInOneWay() {
        assertThat(Evenkeel.run("dead-letters", "replay")).isEqualTo(2);
        assertThat(Evenkeel.run("dead-letters", "replay", "a-key", "--all")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--store").contains("--all");
        assertThat(Evenkeel.run("dead-letters", "dismiss", "--all")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--reason");
    }

    @Test
    void aRepairSaysWhichRows() {
        assertThat(Evenkeel.run("parity", "repair")).isEqualTo(2);
        assertThat(Evenkeel.run("parity", "repair", "--all", "--entity", "documents"))
                .isEqualTo(2);
        assertThat(Evenkeel.run("parity", "repair", "--key", "d1")).isEqualTo(2);
        assertThat(Evenkeel.run("parity", "repair", "--entity", "documents", "--workspace", "w"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--all").contains("--entity E --key K");
        assertThat(Evenkeel.run("parity", "repair", "--help")).isZero();
    }

    @Test
    void aCertificateIsIssuedOrVerified() {
        assertThat(Evenkeel.run("parity", "certificate", "--help")).isZero();
        assertThat(Evenkeel.run("parity", "search", "--help")).isZero();
        assertThat(Evenkeel.run("parity", "certificate", "--key", "k")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--verify");
        assertThat(Evenkeel.run("parity", "certificate", "--verify", "a.json", "--out", "b.json"))
                .isEqualTo(2);
        assertThat(Evenkeel.run("parity", "search", "--queries", "no-such.txt")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no-such.txt");
    }

    @Test
    void theHistorySaysWhatItCanBeAsked() {
        assertThat(Evenkeel.run("parity", "history", "--help")).isZero();
        assertThat(Evenkeel.run("parity", "history", "runs", "--entity", "documents"))
                .isEqualTo(2);
        assertThat(Evenkeel.run("parity", "history", "repairs", "--open")).isEqualTo(2);
        assertThat(Evenkeel.run("parity", "history", "nothing")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--open").contains("mismatches");
    }

    @Test
    void printsTheSchemas() {
        assertThat(Evenkeel.run("schema", "sqlite")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("STRICT");
        out.reset();
        assertThat(Evenkeel.run("schema", "history")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("create table evenkeel.parity_mismatch");
        out.reset();
        assertThat(Evenkeel.run("schema", "events", "--json")).isZero();
        assertThat(Json.parse(out.toString(StandardCharsets.UTF_8), "the output")
                        .isEmpty())
                .isFalse();
    }
}
