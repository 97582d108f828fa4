package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has searches compared in both stores. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = {
            "Asks both stores the same and compares what they find.",
            "Exact answers must be equal, ties by id; recall says how much of them Supabase's vector index finds, with"
                    + " its 95 % interval (Wilson). Without --queries or --recent it searches by vectors of stored rows."
        },
        footer = "Exit status: 0 only when every query finds the same.")
final class SearchParityCommand implements Callable<Integer> {
    @Option(
            names = "--queries",
            paramLabel = "FILE",
            description = "A query a line: a text, or {\"text\": ...} or {\"vector\": [...]}, with \"entity\" and"
                    + " \"workspace\" where wanted.")
    private @Nullable Path queries;

    @Option(
            names = "--recent",
            description = "Searches by what query-service was asked lately, with the filters that each search had.")
    private boolean recent;

    @Option(names = "--k", description = "How many of the nearest rows, 1 to 100 (default: 10).")
    private @Nullable Integer k;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description =
                    "How many stored vectors, where no queries are given (default: 50); of recent searches, how many of"
                            + " the latest (default: all).")
    private @Nullable Integer sample;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (recent && queries != null) {
            throw CommandFailure.refused("two-sources", "--recent and --queries exclude each other; give one of them");
        }
        SearchComparisons comparisons = new SearchComparisons(Services.here(), output);
        ObjectNode request = Json.object();
        if (k != null) {
            request.put("k", k);
        }
        if (sample != null) {
            request.put("sample", sample);
        }
        if (queries != null) {
            ArrayNode given = comparisons.read(queries);
            request.set("queries", given);
        }
        if (recent) {
            request.put("queries", "recent");
        }
        JsonNode done = comparisons.run(request);
        if (output.json()) {
            output.document(done);
        } else {
            show(done);
        }
        return done.path("verdict").asText().equals("verified") ? 0 : CommandFailure.FAILED;
    }

    private void show(JsonNode done) {
        output.line(
                "%s: %d of %d %s find the same %d, %d differ, %d kept changing, in %.1f s",
                done.path("verdict").asText(),
                done.path("equal").asLong(),
                done.path("queries").asLong(),
                source(done.path("source").asText()),
                done.path("k").asLong(),
                done.path("different").asLong(),
                done.path("inFlight").asLong(),
                done.path("seconds").asDouble());
        JsonNode recall = done.path("recall");
        if (recall.isObject()) {
            output.line(
                    "recall@%d of Supabase's index %.4f (95 %%: %.4f to %.4f)",
                    done.path("k").asLong(),
                    recall.path("value").asDouble(),
                    recall.path("low").asDouble(),
                    recall.path("high").asDouble());
        }
        if (done.path("reason").isTextual()) {
            output.line("%s", done.path("reason").asText());
        }
        instances(done.path("instances"));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode difference : done.path("differences")) {
            rows.add(List.of(
                    difference.path("query").asText(),
                    difference.path("entity").asText(),
                    difference.path("workspace").asText(),
                    difference.path("rank").asText(),
                    hit(difference.path("sqlite")),
                    hit(difference.path("supabase"))));
        }
        if (!rows.isEmpty()) {
            output.table(List.of("query", "entity", "workspace", "rank", "sqlite", "supabase"), rows);
        }
    }

    private static String source(String source) {
        return switch (source) {
            case "given" -> "queries";
            case "recent" -> "queries of recent searches";
            default -> "stored vectors";
        };
    }

    /** What came from which query-service. */
    private void instances(JsonNode instances) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode instance : instances) {
            List<String> row = new ArrayList<>();
            for (String member : List.of("url", "listed", "taken", "otherModel", "repeated", "older", "unfit")) {
                row.add(instance.path(member).asText());
            }
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            output.table(
                    List.of("query-service", "searches", "taken", "other model", "repeated", "older", "unfit"), rows);
        }
    }

    private static String hit(JsonNode hit) {
        return hit.isObject()
                ? String.format(
                        Locale.ROOT,
                        "%s (%.6f)",
                        hit.path("id").asText(),
                        hit.path("score").asDouble())
                : "-";
    }
}
