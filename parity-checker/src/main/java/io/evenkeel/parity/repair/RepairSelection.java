package io.evenkeel.parity.repair;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.kit.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a request names.
 *
 * @param rows the first of them
 * @param left how many more there are
 */
record RepairSelection(List<RowKey> rows, long left) {
    private static final int AT_ONCE = 1_000;

    RepairSelection {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a request.
     *
     * @param open the rows with open mismatches
     * @throws HttpProblem 422 when it does not say which rows, or names what cannot be a row
     */
    static RepairSelection of(RepairJson.@Nullable Request request, Catalogue catalogue, Set<RowKey> open) {
        boolean all = request != null && Boolean.TRUE.equals(request.all());
        String entity = request == null ? null : request.entity();
        List<RepairJson.Row> rows = request == null ? null : request.rows();
        int ways = (all ? 1 : 0) + (entity == null ? 0 : 1) + (rows == null || rows.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw problem(
                    "nothing-selected",
                    "Which rows?",
                    "send one of rows (a list of entity, workspaceId and id), entity, or all (true)",
                    null);
        }
        if (rows != null && !rows.isEmpty()) {
            return named(rows, catalogue);
        }
        if (entity != null) {
            entity(entity, catalogue, "/entity");
        }
        List<RowKey> some = open.stream()
                .filter(key -> entity == null || key.entity().equals(entity))
                .toList();
        int first = Math.min(some.size(), AT_ONCE);
        return new RepairSelection(some.subList(0, first), some.size() - first);
    }

    private static RepairSelection named(List<RepairJson.Row> rows, Catalogue catalogue) {
        if (rows.size() > AT_ONCE) {
            throw problem(
                    "too-many-rows",
                    "Too many rows",
                    "at most " + AT_ONCE + " rows at a time, not " + rows.size(),
                    "/rows");
        }
        List<RowKey> keys = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            keys.add(key(rows.get(i), catalogue, "/rows/" + i));
        }
        return new RepairSelection(keys, 0);
    }

    private static RowKey key(RepairJson.@Nullable Row row, Catalogue catalogue, String pointer) {
        String name = row == null ? null : row.entity();
        String id = row == null ? null : row.id();
        if (row == null || name == null || id == null) {
            throw problem("incomplete-row", "Which row?", "a row has an entity and an id", pointer);
        }
        Entity entity = entity(name, catalogue, pointer + "/entity");
        String workspace = row.workspaceId() == null ? Entity.DEFAULT_WORKSPACE : row.workspaceId();
        checkText(workspace, pointer + "/workspaceId");
        checkText(id, pointer + "/id");
        return new RowKey(name, workspace, canonical(entity, id, pointer + "/id"));
    }

    private static Entity entity(String name, Catalogue catalogue, String pointer) {
        return catalogue
                .find(name)
                .orElseThrow(() -> problem(
                        "no-such-entity",
                        "No such entity",
                        "no entity is called '" + name + "'; there are "
                                + String.join(
                                        ", ",
                                        catalogue.entities().stream()
                                                .map(Entity::name)
                                                .sorted()
                                                .toList()),
                        pointer));
    }

    /** What no database can hold cannot be asked for; what only the gate refuses may stand in one, past the log. */
    private static void checkText(String text, String pointer) {
        Optional<Problem> wrong = TextDomain.problem(text, pointer);
        if (wrong.isPresent()) {
            throw Problems.of(422, wrong.get()).build();
        }
    }

    private static String canonical(Entity entity, String id, String pointer) {
        LogicalType type = entity.keyColumn().type();
        try {
            if (type instanceof LogicalType.Uuid) {
                String canonical = UUID.fromString(id).toString();
                if (!canonical.equals(id.toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException(id);
                }
                return canonical;
            }
            return type instanceof LogicalType.Int64 ? Long.toString(Long.parseLong(id)) : id;
        } catch (IllegalArgumentException wrong) {
            throw problem(
                    "invalid-key",
                    "No such key",
                    "the key of " + entity.name() + " is "
                            + (type instanceof LogicalType.Uuid ? "a UUID" : "an integer") + ", which '" + id
                            + "' is not",
                    pointer);
        }
    }

    private static HttpProblem problem(String code, String title, String detail, @Nullable String pointer) {
        HttpProblem.Builder problem = Problems.of(422, code, title, detail);
        return (pointer == null ? problem : problem.with("pointer", pointer)).build();
    }
}
