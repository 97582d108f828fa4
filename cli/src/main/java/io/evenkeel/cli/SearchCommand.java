package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches one backend, or both side by side. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Searches by meaning, in the active backend, a given one, or both side by side.")
final class SearchCommand implements Callable<Integer> {
    enum Where {
        active,
        sqlite,
        supabase,
        both
    }

    @Parameters(paramLabel = "TEXT", description = "What to look for.")
    private String text = "";

    @Option(
            names = "--backend",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "active")
    private Where backend = Where.active;

    @Option(names = "-k", description = "How many hits, 1 to 1000 (default: ${DEFAULT-VALUE}).", defaultValue = "5")
    private int hits;

    @Option(names = "--mode", description = "semantic (default: ${DEFAULT-VALUE}).", defaultValue = "semantic")
    private String mode = "";

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Searches searches = new Searches(Services.here());
        if (backend == Where.both) {
            JsonNode sqlite = searches.search(text, hits, mode, "sqlite");
            JsonNode supabase = searches.search(text, hits, mode, "supabase");
            if (output.json()) {
                ObjectNode document = Json.object();
                document.set("sqlite", sqlite);
                document.set("supabase", supabase);
                output.document(document);
            } else {
                Searches.sideBySide(output, sqlite, supabase);
            }
            return 0;
        }
        JsonNode found = searches.search(text, hits, mode, backend == Where.active ? null : backend.name());
        if (output.json()) {
            output.document(found);
        } else {
            output.line(
                    "from %s, term %d",
                    found.path("backend").asText(), found.path("term").asLong());
            List<List<String>> rows = new ArrayList<>();
            found.path("hits").forEach(hit -> rows.add(Searches.row(hit, 70)));
            output.table(List.of("key", "score", "text"), rows);
        }
        return 0;
    }
}
