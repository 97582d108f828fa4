package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Searches through query-service, and shows hits. */
final class Searches {
    private final Services services;

    Searches(Services services) {
        this.services = services;
    }

    JsonNode search(String text, int hits, String mode, @Nullable String backend) {
        ObjectNode request = Json.object();
        request.put("query", text);
        request.put("k", hits);
        request.put("mode", mode);
        if (backend != null) {
            request.put("backend", backend);
        }
        return services.post(Services.Service.QUERY, "/v1/search", request);
    }

    static List<String> row(JsonNode hit, int width) {
        String text = hit.path("text").asText().replaceAll("\\s+", " ");
        return List.of(
                hit.path("entity").asText() + "/" + hit.path("id").asText(),
                String.format(Locale.ROOT, "%.4f", hit.path("score").asDouble()),
                text.length() > width ? text.substring(0, width - 3) + "..." : text);
    }

    static void sideBySide(Output output, JsonNode sqlite, JsonNode supabase) {
        List<List<String>> rows = new ArrayList<>();
        int count = Math.max(sqlite.path("hits").size(), supabase.path("hits").size());
        for (int i = 0; i < count; i++) {
            List<String> left = cells(sqlite.path("hits").path(i));
            List<String> right = cells(supabase.path("hits").path(i));
            rows.add(List.of(
                    left.get(0), left.get(1), right.get(0), right.get(1), left.equals(right) ? "same" : "DIFFERENT"));
        }
        output.table(List.of("SQLite", "score", "Supabase", "score", ""), rows);
    }

    private static List<String> cells(JsonNode hit) {
        return hit.isMissingNode() ? List.of("-", "-") : row(hit, 10).subList(0, 2);
    }
}
