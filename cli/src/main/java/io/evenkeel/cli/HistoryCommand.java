package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What was recorded of parity in Supabase. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "What was recorded in Supabase: mismatches from first sight to end, runs, repairs; newest first.",
        footer = "Exit status: 0, 1 when Supabase does not answer, 2 wrong use.")
final class HistoryCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;

    enum What {
        mismatches,
        runs,
        repairs
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "WHAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "mismatches")
    private What what = What.mismatches;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "So many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those of that time or later: 2026-01-31T12:00:00Z, or 90s, 30m, 12h, 7d ago.")
    private @Nullable String since;

    @Option(names = "--entity", description = "Only rows of that entity.")
    private @Nullable String entity;

    @Option(names = "--workspace", description = "Only rows of that workspace.")
    private @Nullable String workspace;

    @Option(names = "--key", description = "Only rows of that key.")
    private @Nullable String key;

    @Option(names = "--open", description = "Only mismatches that are open.")
    private boolean open;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        boolean ofRows = entity != null || workspace != null || key != null;
        if (limit < 1 || (what == What.runs && ofRows) || (what != What.mismatches && open)) {
            throw CommandFailure.refused(
                    "wrong-use",
                    "--limit is at least 1; --entity, --workspace and --key are for mismatches and repairs, --open for"
                            + " mismatches");
        }
        ObjectNode document = Json.object();
        ArrayNode entries = document.putArray(what.name());
        String cursor = null;
        do {
            JsonNode page = Services.here()
                    .get(
                            Services.Service.PARITY,
                            "/v1/parity/history/" + what + question(Math.min(PAGE, limit - entries.size()), cursor));
            page.path(what.name()).forEach(entries::add);
            cursor = page.path("cursor").isTextual() ? page.path("cursor").asText() : null;
        } while (cursor != null && entries.size() < limit);
        if (output.json()) {
            output.document(document);
        } else {
            show(entries);
        }
        return 0;
    }

    private String question(int size, @Nullable String cursor) {
        Map<String, @Nullable String> parameters = new LinkedHashMap<>();
        parameters.put("limit", Integer.toString(size));
        parameters.put("since", since == null ? null : Since.time(since).toString());
        parameters.put("entity", entity);
        parameters.put("workspaceId", workspace);
        parameters.put("id", key);
        parameters.put("open", open ? "true" : null);
        parameters.put("cursor", cursor);
        List<String> question = new ArrayList<>();
        parameters.forEach((name, value) -> {
            if (value != null) {
                question.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return "?" + String.join("&", question);
    }

    private void show(JsonNode entries) {
        List<String> columns = switch (what) {
            case mismatches ->
                List.of(
                        "firstSeen",
                        "closedAt",
                        "closedHow",
                        "entity",
                        "workspaceId",
                        "id",
                        "kind",
                        "column",
                        "log",
                        "sqlite",
                        "supabase");
            case runs ->
                List.of(
                        "requestedAt",
                        "kind",
                        "state",
                        "verdict",
                        "seconds",
                        "rowsCompared",
                        "mismatches",
                        "queries",
                        "different",
                        "reason");
            case repairs -> List.of("at", "by", "entity", "workspaceId", "id", "store", "action", "outcome", "message");
        };
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode entry : entries) {
            List<String> row = new ArrayList<>();
            columns.forEach(column -> row.add(entry.path(column).asText("-").replaceAll("\\s+", " ")));
            if (what == What.mismatches) {
                List<String> values = row.subList(columns.size() - 3, columns.size());
                List<String> cut = Excerpts.of(List.copyOf(values));
                values.clear();
                values.addAll(cut);
            }
            rows.add(row);
        }
        output.line("%d %s", entries.size(), what);
        if (!rows.isEmpty()) {
            output.table(columns, rows);
        }
    }
}
