package io.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A migration as an operator and an application see it, on one stack. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationIT {
    private static final String LONG_TEXT = "The boundary layer thickens along the plate. ".repeat(200);

    @TempDir
    private static Path folder;

    private static Operator operator;
    private static RunningStack stack;

    @BeforeAll
    static void up() {
        operator = new Operator(folder);
        stack = new RunningStack(operator);
    }

    @AfterAll
    static void down() {
        operator.run("down");
    }

    @Test
    @Order(1)
    void aStackThatRunsIsLeftAlone() {
        JsonNode again = new RunningStack(operator).status();

        assertThat(again.path("services")).isEqualTo(stack.status().path("services"));
        assertThat(again.path("stage").asText()).isEqualTo("dual-write");
        assertThat(again.path("backend").asText()).isEqualTo("sqlite");
        assertThat(operator.run("status").exit()).isZero();
    }

    @Test
    @Order(2)
    void aShortenedDocumentLeavesNoStaleChunkInEitherStore() throws SQLException {
        Operator.Result sent = stack.ingest("document.ingested", document("shrinking", LONG_TEXT));
        assertThat(sent.exit()).as(sent.out() + sent.err()).isZero();
        assertThat(chunks("shrinking")).isGreaterThan(3);

        stack.ingest("document.ingested", document("shrinking", "Now it is short."));

        assertThat(chunks("shrinking")).isEqualTo(1);
    }

    @Test
    @Order(3)
    void aDeletedDocumentLeavesNothing() throws SQLException {
        Map<String, Long> before = stack.sqliteCounts();
        stack.ingest("document.ingested", document("doomed", LONG_TEXT));
        stack.ingest("tags.upserted", "{\"id\":\"t1\",\"document_id\":\"doomed\",\"tag\":\"temporary\"}");
        assertThat(stack.sqliteCounts()).isNotEqualTo(before);

        stack.ingest("documents.deleted", "{\"id\":\"doomed\"}");

        assertThat(stack.sqliteCounts()).isEqualTo(before);
        assertThat(stack.supabaseCounts()).isEqualTo(before);
    }

    @Test
    @Order(4)
    void bothStoresAnswerAlike() {
        Operator.Result sent =
                stack.ingest("document.ingested", document("findable", "Flutter of thin panels under thermal stress."));
        assertThat(sent.exit()).as(sent.out() + sent.err()).isZero();

        Operator.Result found = operator.run("search", "panel flutter", "--backend", "both", "--json");
        assertThat(found.exit()).as(found.out() + found.err()).isZero();
        JsonNode both = found.json();
        assertThat(both.path("sqlite").path("hits").path(0).path("documentId").asText())
                .isEqualTo("findable");
        assertThat(both.path("supabase").path("hits"))
                .isEqualTo(both.path("sqlite").path("hits"));
    }

    @Test
    @Order(5)
    void badInputGetsAClearAnswerAndChangesNothing() throws SQLException {
        Map<String, Long> before = stack.sqliteCounts();

        refused("application/cloudevents+json", "{not json", 400, "JSON");
        refused(
                "application/cloudevents+json",
                event("dev.evenkeel.nonsense.upserted", "{\"id\":\"x\"}"),
                422,
                "nonsense");
        refused(
                "application/cloudevents+json",
                event("dev.evenkeel.documents.upserted", "{\"id\":\"x\",\"type\":\"pdf\"}"),
                422,
                "path");
        refused(
                "application/cloudevents+json",
                event("dev.evenkeel.documents.upserted", "{\"id\":\"x\",\"path\":7,\"type\":\"pdf\"}"),
                422,
                "path");
        refused(
                "application/cloudevents+json",
                event("dev.evenkeel.document.ingested", "{\"id\":\"x\",\"path\":\"p\",\"type\":\"pdf\",\"text\":\"\"}"),
                422,
                "text");
        refused(
                "application/cloudevents+json",
                event("dev.evenkeel.documents.upserted", "{\"id\":\"x\",\"path\":\"" + "y".repeat(20_000_000) + "\"}"),
                413,
                "1114112");
        refused("text/plain", "hello", 415, "application/cloudevents+json");

        assertThat(stack.sqliteCounts()).isEqualTo(before);
        assertThat(stack.supabaseCounts()).isEqualTo(before);
    }

    @Test
    @Order(6)
    void aRowChangedByHandIsFoundWithEntityKeyAndColumn() throws SQLException {
        stack.ingest("document.ingested", document("watched", "A watched document."));
        assertThat(operator.run("parity", "sweep", "--json").exit()).isZero();

        try (Connection sqlite = stack.sqlite()) {
            RunningStack.execute(sqlite, "UPDATE document SET title = 'by hand' WHERE id = 'watched'");
            onlyMismatch("documents", "watched", "different", "title");
            RunningStack.execute(sqlite, "UPDATE document SET title = 'watched' WHERE id = 'watched'");
        }
        try (Connection supabase = stack.supabase()) {
            RunningStack.execute(
                    supabase, "UPDATE document_sections SET text = text || ' ' WHERE document_id = 'watched'");
            onlyMismatch("document_sections", "watched:0", "different", "text");
            RunningStack.execute(
                    supabase, "UPDATE document_sections SET text = rtrim(text) WHERE document_id = 'watched'");
        }
        Operator.Result healed = operator.run("parity", "sweep", "--json");
        assertThat(healed.exit()).as(healed.out()).isZero();
        assertThat(healed.json().path("verdict").asText()).isEqualTo("verified");
    }

    @Test
    @Order(7)
    void flipsAndRollsBackAndRefusesWhatIsNotThere() {
        assertThat(operator.run("cutover", "supabase", "--dry-run").exit()).isZero();
        Operator.Result flipped = operator.run("cutover", "supabase", "--json");
        assertThat(flipped.exit()).as(flipped.out() + flipped.err()).isZero();
        assertThat(operator.run("status", "--json").json().path("backend").asText())
                .isEqualTo("supabase");
        Operator.Result back = operator.run("cutover", "sqlite", "--json");
        assertThat(back.exit()).as(back.out() + back.err()).isZero();
        assertThat(operator.run("status", "--json").json().path("backend").asText())
                .isEqualTo("sqlite");

        Operator.Result shadow = operator.run("cutover", "shadow", "--json");
        assertThat(shadow.exit()).isEqualTo(2);
        assertThat(shadow.json().path("detail").asText()).contains("dual-write");
        assertThat(operator.run("cutover", "sideways").exit()).isEqualTo(2);
        assertThat(operator.run("cutover", "supabase", "--force").exit()).isEqualTo(2);
    }

    @Test
    @Order(8)
    void aMismatchRefusesTheCutover() throws SQLException {
        try (Connection sqlite = stack.sqlite()) {
            RunningStack.execute(sqlite, "UPDATE document SET title = 'by hand' WHERE id = 'watched'");
            assertThat(operator.run("parity", "sweep").exit()).isEqualTo(1);

            Operator.Result refused = operator.run("cutover", "supabase", "--json");

            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.out()).contains("mismatch");
            RunningStack.execute(sqlite, "UPDATE document SET title = 'watched' WHERE id = 'watched'");
        }
        assertThat(operator.run("parity", "sweep").exit()).isZero();
    }

    @Test
    @Order(9)
    void whatOneStoreRefusedIsReplayedIntoIt() throws SQLException {
        try (Connection supabase = stack.supabase()) {
            RunningStack.alter(
                    supabase, "ALTER TABLE documents ADD CONSTRAINT no_poison CHECK (title <> 'poison') NOT VALID");
            stack.ingest("document.ingested", document("poison", LONG_TEXT));
            JsonNode listed = deadLetters(1);
            assertThat(listed.path("byStore").path("supabase").asLong()).isEqualTo(1);
            assertThat(listed.path("deadLetters").path(0).path("message").asText())
                    .contains("no_poison");
            String key = listed.path("deadLetters").path(0).path("key").asText();
            Operator.Result gated = operator.run("cutover", "supabase", "--json");
            assertThat(gated.exit()).isEqualTo(2);
            assertThat(gated.json().path("detail").asText()).contains("dead-letters is 1");

            Operator.Result again = operator.run("dead-letters", "replay", key, "--json");
            assertThat(again.exit()).as(again.out() + again.err()).isEqualTo(2);
            assertThat(again.json().path("detail").asText()).contains("no_poison");
            assertThat(operator.run("dead-letters", "replay", "nonsense").exit())
                    .isEqualTo(2);

            RunningStack.alter(supabase, "ALTER TABLE documents DROP CONSTRAINT no_poison");
            Operator.Result replayed = operator.run("dead-letters", "replay", "--all", "--json");
            assertThat(replayed.exit()).as(replayed.out() + replayed.err()).isZero();
            assertThat(replayed.json().path("replayed").asLong()).isEqualTo(1);
        }
        Operator.Result sweep = operator.run("parity", "sweep", "--json");
        assertThat(sweep.exit()).as(sweep.out()).isZero();
        assertThat(chunks("poison")).isGreaterThan(3);
        Operator.Result open = operator.run("cutover", "supabase", "--dry-run", "--json");
        assertThat(open.exit()).as(open.out()).isZero();
    }

    @Test
    @Order(10)
    void whatNoStoreCanHoldIsDismissed() {
        stack.ingest("tags.upserted", "{\"id\":\"t2\",\"document_id\":\"never\",\"tag\":\"orphan\"}");
        deadLetters(2);
        assertThat(operator.run("dead-letters").out()).contains("2 open").contains("orphan");
        Operator.Result refused = operator.run("dead-letters", "replay", "--all");
        assertThat(refused.exit()).as(refused.out()).isEqualTo(2);
        assertThat(refused.err()).contains("emit the event again");

        assertThat(operator.run("dead-letters", "dismiss", "--all").exit()).isEqualTo(2);
        Operator.Result dismissed =
                operator.run("dead-letters", "dismiss", "--all", "--reason", "sent by mistake", "--json");
        assertThat(dismissed.exit()).as(dismissed.out() + dismissed.err()).isZero();
        assertThat(dismissed.json().path("dismissed").asLong()).isEqualTo(2);
        deadLetters(0);
        assertThat(operator.run("parity", "sweep").exit()).isZero();
    }

    @Test
    @Order(11)
    void rebuildsAllVectorsThroughTheLog() throws SQLException {
        try (Connection sqlite = stack.sqlite()) {
            long chunks = RunningStack.number(sqlite, "SELECT count(*) FROM search_chunk");
            assertThat(operator.run("reembed", "--stop").exit()).isEqualTo(2);

            Operator.Result rebuilt = operator.run("reembed", "--json");

            assertThat(rebuilt.exit()).as(rebuilt.out() + rebuilt.err()).isZero();
            assertThat(rebuilt.json().path("state").asText()).isEqualTo("done");
            assertThat(rebuilt.json().path("rebuilt").asLong()).isEqualTo(chunks);
            Operator.Result none = operator.run("reembed", "--others");
            assertThat(none.exit()).as(none.out() + none.err()).isZero();
            assertThat(none.out()).contains("0 vectors rebuilt");
            assertThat(operator.run("reembed", "--status").out()).contains("done");
        }
        Operator.Result sweep = operator.run("parity", "sweep", "--json");
        assertThat(sweep.exit()).as(sweep.out() + sweep.err()).isZero();
    }

    @Test
    @Order(12)
    void goesOnAfterEverythingWasKilledAndEndsWithoutAWal() throws SQLException {
        Map<String, Long> before = stack.sqliteCounts();
        Processes.under(folder).forEach(ProcessHandle::destroyForcibly);
        assertThat(operator.run("status").exit()).isEqualTo(1);

        stack = new RunningStack(operator);

        assertThat(stack.sqliteCounts()).isEqualTo(before);
        assertThat(stack.ingest("document.ingested", document("after-the-crash", "Still here."))
                        .exit())
                .isZero();
        Operator.Result sweep = operator.run("parity", "sweep", "--json");
        assertThat(sweep.exit()).as(sweep.out() + sweep.err()).isZero();
        assertThat(operator.run("down").exit()).isZero();
        assertThat(Processes.under(folder)).isEmpty();
        Path sqlite = Path.of(stack.status().path("sqlitePath").asText());
        assertThat(sqlite).exists();
        assertThat(Files.exists(Path.of(sqlite + "-wal"))).as("a -wal remains").isFalse();
        try (Connection connection = stack.sqlite()) {
            assertThat(RunningStack.number(connection, "SELECT count(*) FROM document WHERE id = 'after-the-crash'"))
                    .isEqualTo(1);
        }
    }

    private void onlyMismatch(String entity, String id, String kind, String column) {
        Operator.Result sweep = operator.run("parity", "sweep", "--json");
        assertThat(sweep.exit()).isEqualTo(1);
        assertThat(sweep.json().path("mismatches")).as(sweep.out()).hasSize(1);
        JsonNode mismatch = sweep.json().path("mismatches").path(0);
        assertThat(mismatch.path("entity").asText()).isEqualTo(entity);
        assertThat(mismatch.path("id").asText()).isEqualTo(id);
        assertThat(mismatch.path("kind").asText()).isEqualTo(kind);
        assertThat(mismatch.path("column").asText()).isEqualTo(column);
    }

    /** The list, once there are so many; checker and stores need a moment to come to the same place. */
    private JsonNode deadLetters(long expected) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (true) {
            JsonNode listed = operator.run("dead-letters", "list", "--json").json();
            if (listed.path("total").asLong() == expected || Instant.now().isAfter(deadline)) {
                assertThat(listed.path("total").asLong()).as(listed.toString()).isEqualTo(expected);
                return listed;
            }
        }
    }

    private void refused(String contentType, String body, int status, String named) {
        HttpResponse<String> response = stack.postEvent(contentType, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(response.body()).contains(named);
    }

    /** The chunks of a document, which are as many in both stores. */
    private long chunks(String document) throws SQLException {
        String where = " WHERE document_id = '" + document + "'";
        try (Connection sqlite = stack.sqlite();
                Connection supabase = stack.supabase()) {
            long inSqlite = RunningStack.number(sqlite, "SELECT count(*) FROM search_chunk" + where);
            assertThat(RunningStack.number(supabase, "SELECT count(*) FROM search_chunks" + where))
                    .isEqualTo(inSqlite);
            return inSqlite;
        }
    }

    private static String document(String id, String text) {
        return "{\"id\":\"" + id + "\",\"path\":\"/" + id + "\",\"type\":\"pdf\",\"title\":\"" + id + "\",\"text\":\""
                + text + "\"}";
    }

    private static String event(String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"bad\",\"source\":\"e2e\",\"type\":\"" + type + "\",\"data\":" + data
                + "}";
    }
}
