package io.evenkeel.query.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.query.request.FilterSyntax;
import io.evenkeel.query.request.InvalidRequestException;
import io.evenkeel.query.search.SearchRequest.Question;
import io.evenkeel.query.search.SearchRequest.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the body of {@code POST /v1/search}. */
public final class SearchSyntax {
    private static final int DEFAULT_K = 10;
    private static final int HIGHEST_K = 1_000;
    private static final Set<String> MEMBERS = Set.of("query", "vector", "k", "mode", "filter", "backend");

    private final Catalogue catalogue;

    public SearchSyntax(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Reads a body.
     *
     * @throws InvalidRequestException when a member does not fit, by its JSON pointer
     */
    public SearchRequest parse(JsonNode body) {
        if (!body.isObject()) {
            throw InvalidRequestException.malformed(
                    "a JSON object is expected, for example {\"query\": \"annual leave\", \"k\": 10}");
        }
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!MEMBERS.contains(name)) {
                throw invalid("/" + name, "a search has the members query or vector, k, mode, filter and backend");
            }
        }
        mode(body.path("mode"));
        Question question = question(body.path("query"), body.path("vector"));
        List<Target> targets = targets(body.path("filter"));
        if (question instanceof Question.Given given) {
            requireLength(given.vector().dimensions(), targets);
        }
        return new SearchRequest(question, k(body.path("k")), backend(body.path("backend")), targets);
    }

    private static void mode(JsonNode mode) {
        switch (mode.isMissingNode() ? "semantic" : mode.asText()) {
            case "semantic" -> {}
            case "keyword", "hybrid" ->
                throw InvalidRequestException.member(
                        "mode-not-available",
                        "Mode not available",
                        "/mode",
                        "only semantic search is available; leave mode out or write semantic");
            default -> throw invalid("/mode", "semantic is expected, not '" + mode.asText() + "'");
        }
    }

    private static Question question(JsonNode query, JsonNode vector) {
        if (query.isMissingNode() == vector.isMissingNode()) {
            throw invalid("/query", "either query, a text, or vector, an array of numbers, is expected");
        }
        if (!vector.isMissingNode()) {
            return new Question.Given(vector(vector));
        }
        if (!query.isTextual()) {
            throw invalid("/query", "a text is expected");
        }
        if (query.textValue().isBlank()) {
            throw InvalidRequestException.member(
                    "empty-query", "Empty query", "/query", "a text with at least one word is expected");
        }
        return new Question.Text(query.textValue());
    }

    private static Vector vector(JsonNode json) {
        if (!json.isArray()) {
            throw invalid("/vector", "an array of numbers is expected");
        }
        float[] components = new float[json.size()];
        for (int i = 0; i < components.length; i++) {
            if (!json.get(i).isNumber()) {
                throw invalid("/vector/" + i, "a number is expected");
            }
            components[i] = json.get(i).floatValue();
        }
        Vector vector = Vector.of(components);
        if (!vector.isUsable()) {
            throw invalid("/vector", "finite numbers of 32 bits are expected, at least one of them not zero");
        }
        return vector;
    }

    private static int k(JsonNode json) {
        if (json.isMissingNode()) {
            return DEFAULT_K;
        }
        if (!json.canConvertToInt() || !json.isIntegralNumber() || json.intValue() < 1 || json.intValue() > HIGHEST_K) {
            throw invalid("/k", "a number from 1 to " + HIGHEST_K + " is expected");
        }
        return json.intValue();
    }

    private static Optional<Backend> backend(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return Optional.empty();
        }
        Optional<Backend> backend = Backend.find(json.asText());
        if (backend.isEmpty()) {
            throw invalid("/backend", "sqlite or supabase is expected, or nothing for the active one");
        }
        return backend;
    }

    private List<Target> targets(JsonNode filter) {
        if (!filter.isMissingNode() && !filter.isObject()) {
            throw invalid("/filter", "an object is expected, of columns and their values, and optionally entity");
        }
        JsonNode named = filter.path("entity");
        List<Target> targets = new ArrayList<>();
        List<String> searchable = new ArrayList<>();
        for (Entity entity : catalogue.entities()) {
            var vector = entity.vector();
            if (vector == null) {
                continue;
            }
            searchable.add(entity.name());
            boolean wanted = named.isMissingNode()
                    ? hasColumns(entity, filter)
                    : named.asText().equals(entity.name());
            if (wanted && entity.column(vector.column()).orElseThrow().type() instanceof LogicalType.Vector type) {
                targets.add(new Target(entity, type.dimensions(), filters(entity, filter)));
            }
        }
        if (targets.isEmpty()) {
            throw named.isMissingNode()
                    ? invalid("/filter", "none of " + searchable + " has all columns of this filter")
                    : invalid("/filter/entity", "one of " + searchable + " is expected: they have vectors");
        }
        return targets;
    }

    /** Rows without the column cannot meet the condition, so their entity is left out. */
    private static boolean hasColumns(Entity entity, JsonNode filter) {
        for (Iterator<String> names = filter.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals(Entity.WORKSPACE_COLUMN) && entity.column(name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static List<Filter> filters(Entity entity, JsonNode filter) {
        List<Filter> filters = new ArrayList<>();
        for (Map.Entry<String, JsonNode> condition : filter.properties()) {
            if (!condition.getKey().equals("entity")) {
                filters.add(filter(entity, condition.getKey(), condition.getValue()));
            }
        }
        return filters;
    }

    private static Filter filter(Entity entity, String column, JsonNode value) {
        String pointer = "/filter/" + column.replace("~", "~0").replace("/", "~1");
        if (!value.isValueNode()) {
            throw invalid(pointer, "a text, a number, true, false or null is expected");
        }
        try {
            return value.isNull()
                    ? new Filter(column, Filter.Operator.IS_NULL, Value.NULL)
                    : FilterSyntax.equal(entity, column, value.asText());
        } catch (InvalidRequestException unfit) {
            throw InvalidRequestException.member(
                    "invalid-search", "Invalid search", pointer, String.valueOf(unfit.getMessage()));
        }
    }

    private static void requireLength(int dimensions, List<Target> targets) {
        if (targets.stream().noneMatch(target -> target.dimensions() == dimensions)) {
            throw invalid(
                    "/vector",
                    "it has " + dimensions + " numbers; expected are "
                            + targets.stream()
                                    .map(target -> target.dimensions() + " for "
                                            + target.entity().name())
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static InvalidRequestException invalid(String pointer, String detail) {
        return InvalidRequestException.member("invalid-search", "Invalid search", pointer, detail);
    }
}
