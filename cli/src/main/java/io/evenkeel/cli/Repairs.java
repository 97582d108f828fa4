package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Asks parity-checker to repair rows, as many as there are, a few at a time. */
final class Repairs {
    private static final String PATH = "/v1/parity/repairs";
    private static final int AT_ONCE = 100;
    private static final List<String> OUTCOMES =
            List.of("repaired", "equal", "planned", "refused", "failed", "different");

    private final Services services;
    private final Output output;

    Repairs(Services services, Output output) {
        this.services = services;
        this.output = output;
    }

    /** One row, as requests name it. */
    static JsonNode row(String entity, String workspace, String id) {
        return Json.object().put("entity", entity).put("workspaceId", workspace).put("id", id);
    }

    /** Repairs the rows with open mismatches, of one entity where it is given; answers as {@link #repair}. */
    JsonNode repairOpen(@Nullable String entity, boolean dryRun) {
        List<JsonNode> rows = open(entity);
        if (rows.isEmpty()) {
            // The service knows whether there is such an entity, and whether there is anything to compare.
            ObjectNode request = Json.object().put("dryRun", dryRun);
            return services.post(
                    Services.Service.PARITY,
                    PATH,
                    entity == null ? request.put("all", true) : request.put("entity", entity));
        }
        return repair(rows, dryRun);
    }

    private List<JsonNode> open(@Nullable String entity) {
        Set<JsonNode> rows = new LinkedHashSet<>();
        for (JsonNode mismatch :
                services.get(Services.Service.PARITY, "/v1/parity/mismatches").path("mismatches")) {
            if (entity == null || mismatch.path("entity").asText().equals(entity)) {
                rows.add(row(
                        mismatch.path("entity").asText(),
                        mismatch.path("workspaceId").asText(),
                        mismatch.path("id").asText()));
            }
        }
        return new ArrayList<>(rows);
    }

    /** The numbers of the outcomes, and {@code results}, as the service says them of all rows. */
    JsonNode repair(List<JsonNode> rows, boolean dryRun) {
        ObjectNode document = Json.object().put("dryRun", dryRun);
        OUTCOMES.forEach(outcome -> document.put(outcome, 0L));
        ArrayNode results = document.putArray("results");
        inParts(dryRun ? "look" : "repair", rows, part -> {
            JsonNode answer = services.post(Services.Service.PARITY, PATH, request(part, dryRun));
            OUTCOMES.forEach(outcome -> document.put(
                    outcome,
                    document.path(outcome).asLong() + answer.path(outcome).asLong()));
            answer.path("results").forEach(results::add);
        });
        return document;
    }

    private void inParts(String task, List<JsonNode> rows, Consumer<List<JsonNode>> part) {
        if (rows.size() <= AT_ONCE) {
            part.accept(rows);
            return;
        }
        try (ProgressBar bar = Bars.of(task, rows.size(), output)) {
            for (int from = 0; from < rows.size(); from += AT_ONCE) {
                List<JsonNode> some = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
                part.accept(some);
                bar.stepBy(some.size());
            }
        }
    }

    private static ObjectNode request(List<JsonNode> rows, boolean dryRun) {
        ObjectNode request = Json.object().put("dryRun", dryRun);
        ArrayNode array = request.putArray("rows");
        rows.forEach(array::add);
        return request;
    }
}
