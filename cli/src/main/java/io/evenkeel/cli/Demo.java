package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The demo's steps, on a running stack. Each says what it proved; a step that did not hold is remembered. */
final class Demo {
    private static final Duration VERIFIED = Duration.ofSeconds(120);
    private static final int ARRIVED_SECONDS = 1_200;
    private static final List<String> QUESTIONS = List.of(
            "what similarity laws must be obeyed when constructing aeroelastic models of heated high speed aircraft",
            "how does a propeller slipstream change the lift of a wing",
            "what makes panels flutter");

    private final Stack stack;
    private final Output output;
    private final Services services;
    private final Searches searches;
    private final Catalogue catalogue = Catalogue.shipped();
    private final List<String> broken = new ArrayList<>();

    Demo(Stack stack, Output output) {
        this.stack = stack;
        this.output = output;
        services = new Services(stack.settings());
        searches = new Searches(services);
    }

    /**
     * What the demo came to.
     *
     * @param json the document of {@code demo --json}
     * @param broken what did not hold
     */
    record Summary(ObjectNode json, List<String> broken) {
        Summary {
            broken = List.copyOf(broken);
        }

        boolean held() {
            return broken.isEmpty();
        }

        void print(Output output) {
            output.line("");
            output.table(
                    List.of(
                            "documents",
                            "rejected",
                            "chunks",
                            "rows SQLite",
                            "rows Supabase",
                            "parity",
                            "cutover s",
                            "rollback s",
                            "seconds"),
                    List.of(List.of(
                            json.path("documents").asText(),
                            json.path("rejected").asText(),
                            json.path("chunks").asText(),
                            json.path("rows").path("sqlite").asText(),
                            json.path("rows").path("supabase").asText(),
                            json.path("parity").path("verdict").asText(),
                            json.path("cutover").path("seconds").asText(),
                            json.path("rollback").path("seconds").asText(),
                            json.path("seconds").asText())));
            broken.forEach(what -> output.line("DID NOT HOLD: %s", what));
            output.line(broken.isEmpty() ? "All of it held." : broken.size() + " steps did not hold.");
        }
    }

    Summary run(int limit) {
        long start = System.nanoTime();
        ObjectNode summary = Json.object();

        step("Ingest: events go into the log once; what both databases cannot hold is refused at the door");
        List<String> documents = Corpus.documents().stream().limit(limit).toList();
        Ingestion.Result ingested = ingest(documents, "document.ingested", "documents");
        Ingestion.Result traces = ingest(Corpus.traces(), "trace.recorded", "traces");
        long blank = documents.stream()
                .filter(line -> line.contains("\"text\":\"\""))
                .count();
        proved(
                ingested.accepted() + ingested.rejected().size() == documents.size()
                        && ingested.rejected().size() == blank,
                "%d documents accepted, %d rejected (%d have no text)",
                ingested.accepted(),
                ingested.rejected().size(),
                blank);
        ingested.rejected()
                .forEach(rejected -> output.line(
                        "    line %d: %s",
                        rejected.path("line").asInt(), rejected.path("detail").asText()));
        proved(traces.rejected().isEmpty(), "%d reasoning traces accepted", traces.accepted());
        summary.put("documents", ingested.accepted());
        summary.put("rejected", ingested.rejected().size() + traces.rejected().size());

        step("Parity: both stores against the log, row by row, while nothing is paused");
        Map<Integer, Position> highest = new HashMap<>(ingested.highest());
        traces.highest().forEach((p, position) -> highest.merge(p, position, (a, b) -> a.isAfter(b) ? a : b));
        new Progress(services, output).awaitBothStores(highest, ARRIVED_SECONDS);
        boolean verified =
                Waiting.until(VERIFIED, () -> verdict().path("verdict").asText().equals("verified"));
        proved(
                verified,
                "the tail is verified, lag %.1f s",
                verdict().path("lagSeconds").asDouble());
        JsonNode sweep = new Sweeps(services, output).run();
        proved(
                sweep.path("verdict").asText().equals("verified")
                        && sweep.path("mismatches").isEmpty(),
                "a sweep compared %d rows of ledger, SQLite and Supabase: %d mismatches",
                sweep.path("rowsCompared").asLong(),
                sweep.path("mismatches").size());
        counts(summary);
        summary.putObject("parity")
                .put("verdict", sweep.path("verdict").asText())
                .put("mismatches", sweep.path("mismatches").size())
                .put("rowsCompared", sweep.path("rowsCompared").asLong());

        step("Search: the same vectors, so the same hits with the same scores");
        Map<String, JsonNode> before = new HashMap<>();
        for (String question : QUESTIONS) {
            JsonNode sqlite = searches.search(question, 3, "semantic", "sqlite");
            JsonNode supabase = searches.search(question, 3, "semantic", "supabase");
            before.put(question, sqlite.path("hits"));
            output.line("");
            output.line("  %s?", question);
            Searches.sideBySide(output, sqlite, supabase);
            proved(
                    !sqlite.path("hits").isEmpty() && sqlite.path("hits").equals(supabase.path("hits")),
                    "both stores give the same hits in the same order");
        }

        String key = Json.parse(documents.getFirst(), "the corpus").path("id").asText();
        JsonNode row = services.get(Services.Service.QUERY, "/v1/documents/" + key);
        summary.set("cutover", flip("supabase", before, key, row));
        summary.set("rollback", flip("sqlite", before, key, row));
        summary.put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        return new Summary(summary, broken);
    }

    private Ingestion.Result ingest(List<String> lines, String type, String name) {
        return new Ingestion(services, output).send(lines, new EventLines(type, "evenkeel-demo"), name);
    }

    private JsonNode verdict() {
        return services.get(Services.Service.PARITY, "/v1/parity");
    }

    private void counts(ObjectNode summary) {
        Map<String, Long> sqlite = RowCounts.sqlite(stack.sqliteFile(), catalogue);
        Map<String, Long> supabase =
                RowCounts.supabase(Objects.requireNonNull(stack.settings().get("SUPABASE_DB_URL")), catalogue);
        long inSqlite = sqlite.values().stream().mapToLong(Long::longValue).sum();
        long inSupabase = supabase.values().stream().mapToLong(Long::longValue).sum();
        proved(
                sqlite.equals(supabase),
                "counted past all services: %d rows in SQLite, %d in Supabase",
                inSqlite,
                inSupabase);
        List<List<String>> rows = new ArrayList<>();
        sqlite.forEach((entity, count) -> {
            if (count > 0) {
                rows.add(List.of("  " + entity, count.toString(), Objects.toString(supabase.get(entity))));
            }
        });
        output.table(List.of("  entity", "SQLite", "Supabase"), rows);
        summary.put("chunks", sqlite.getOrDefault("search_chunks", 0L));
        summary.putObject("rows").put("sqlite", inSqlite).put("supabase", inSupabase);
    }

    private ObjectNode flip(String backend, Map<String, JsonNode> before, String key, JsonNode row) {
        step("Flip to " + backend
                + ": a barrier through the log; reads change over when the new backend has applied it");
        JsonNode flipped = new Cutovers(services).move(backend, false, false, "demo");
        double seconds = Math.round(flipped.path("seconds").asDouble() * 1_000) / 1_000.0;
        boolean followed = Waiting.until(
                Duration.ofSeconds(5),
                () -> services.get(Services.Service.QUERY, "/v1/config")
                        .path("backend")
                        .asText()
                        .equals(backend));
        proved(followed, "reads come from %s, decided in %.3f s", backend, seconds);
        boolean same =
                services.get(Services.Service.QUERY, "/v1/documents/" + key).equals(row);
        for (Map.Entry<String, JsonNode> question : before.entrySet()) {
            JsonNode now = searches.search(question.getKey(), 3, "semantic", null);
            same &= now.path("backend").asText().equals(backend)
                    && now.path("hits").equals(question.getValue());
        }
        proved(same, "the same row and the same hits as before, from %s", backend);
        return Json.object().put("to", backend).put("seconds", seconds);
    }

    private void step(String title) {
        output.line("");
        output.line("== %s", title);
    }

    private void proved(boolean held, String what, Object... arguments) {
        String sentence = String.format(what, arguments);
        output.line("  %s %s", held ? "ok" : "NOT OK", sentence);
        if (!held) {
            broken.add(sentence);
        }
    }
}
