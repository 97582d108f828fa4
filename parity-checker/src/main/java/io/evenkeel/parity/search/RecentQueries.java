package io.evenkeel.parity.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueDomain;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.parity.search.QueryServices.Answer;
import io.evenkeel.parity.search.RecentListing.Part;
import io.evenkeel.parity.search.RecentListing.Recent;
import io.evenkeel.parity.search.SearchReport.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was searched for lately, as queries to compare: one for each entity that a search went through, with the conditions
 * that it had.
 *
 * @param queries newest first
 * @param instances what came from where
 */
record RecentQueries(List<SearchQuery> queries, List<Instance> instances) {
    RecentQueries {
        queries = List.copyOf(queries);
        instances = List.copyOf(instances);
    }

    /**
     * Takes the latest searches of all instances, each search once.
     *
     * @param model the log's; null before there is one. Searches by vectors of another are left out: what is stored now is
     *     not to be found by them
     * @param most how many searches to take
     */
    static RecentQueries of(Catalogue catalogue, @Nullable String model, int most, List<Answer> answers) {
        List<Tally> tallies = answers.stream().map(Tally::new).toList();
        List<SearchQuery> queries = new ArrayList<>();
        Set<List<SearchQuery>> seen = new HashSet<>();
        for (Listed search : newestFirst(tallies)) {
            Tally tally = search.tally();
            Optional<List<SearchQuery>> asked = queries(catalogue, search.recent());
            if (model != null && isOfAnother(model, search.recent())) {
                tally.otherModel++;
            } else if (asked.isEmpty()) {
                tally.unfit++;
            } else if (!seen.add(asked.get())) {
                tally.repeated++;
            } else if (seen.size() > most) {
                tally.older++;
            } else {
                tally.taken++;
                queries.addAll(asked.get());
            }
        }
        return new RecentQueries(queries, tallies.stream().map(Tally::instance).toList());
    }

    /** How many searches were listed, taken or not. */
    int listed() {
        return instances.stream().mapToInt(Instance::listed).sum();
    }

    private record Listed(Tally tally, Recent recent) {}

    private static List<Listed> newestFirst(List<Tally> tallies) {
        return tallies.stream()
                .flatMap(tally -> tally.searches().stream().map(recent -> new Listed(tally, recent)))
                .sorted(Comparator.comparing((Listed listed) -> listed.recent().at())
                        .reversed())
                .toList();
    }

    private static boolean isOfAnother(String model, Recent search) {
        return search.model() != null && !search.model().equals(model);
    }

    /** The queries of a search; empty where this service's catalogue does not know what it asks for. */
    private static Optional<List<SearchQuery>> queries(Catalogue catalogue, Recent search) {
        Vector vector = search.toVector();
        List<SearchQuery> queries = new ArrayList<>();
        for (Part part : search.entities()) {
            Optional<Entity> entity = catalogue.entities().stream()
                    .filter(known -> known.name().equals(part.entity()))
                    .filter(known -> SearchedVectors.column(known)
                            .filter(column -> column.dimensions() == vector.dimensions())
                            .isPresent())
                    .findFirst();
            Optional<List<Filter>> filters = entity.flatMap(known -> filters(known, search.model(), part.filter()));
            if (filters.isEmpty() || !vector.isUsable()) {
                return Optional.empty();
            }
            queries.add(new SearchQuery(part.entity(), search.workspace(), vector, filters.get()));
        }
        return queries.isEmpty() ? Optional.empty() : Optional.of(queries);
    }

    private static Optional<List<Filter>> filters(Entity entity, @Nullable String model, ObjectNode conditions) {
        List<Filter> filters = new ArrayList<>();
        for (Map.Entry<String, JsonNode> condition : conditions.properties()) {
            Optional<Filter> filter = filter(entity, condition.getKey(), condition.getValue());
            if (filter.isEmpty()) {
                return Optional.empty();
            }
            filters.add(filter.get());
        }
        if (model != null) {
            filters.add(new Filter(VectorSpec.MODEL_COLUMN, Filter.Operator.EQ, new Value.Text(model)));
        }
        return Optional.of(filters);
    }

    private static Optional<Filter> filter(Entity entity, String name, JsonNode json) {
        LogicalType type = name.equals(Entity.WORKSPACE_COLUMN)
                ? new LogicalType.Text(Set.of())
                : entity.column(name).map(Column::type).orElse(null);
        if (type == null) {
            return Optional.empty();
        }
        if (json.isNull()) {
            return Optional.of(new Filter(name, Filter.Operator.IS_NULL, Value.NULL));
        }
        // A search may ask for a text that the column would not take.
        LogicalType any = type instanceof LogicalType.Text ? new LogicalType.Text(Set.of()) : type;
        return switch (ValueDomain.read(new Column(name, name, any, false, null), json, "")) {
            case ValueDomain.Result.Accepted accepted ->
                Optional.of(new Filter(name, Filter.Operator.EQ, accepted.value()));
            case ValueDomain.Result.Refused ignored -> Optional.empty();
        };
    }

    private static final class Tally {
        private final Answer answer;
        private int taken;
        private int otherModel;
        private int repeated;
        private int older;
        private int unfit;

        Tally(Answer answer) {
            this.answer = answer;
        }

        List<Recent> searches() {
            return switch (answer) {
                case Answer.Listed listed -> listed.listing().searches();
                case Answer.Silent ignored -> List.of();
            };
        }

        Instance instance() {
            return new Instance(answer.url(), searches().size(), taken, otherModel, repeated, older, unfit, reason());
        }

        private @Nullable String reason() {
            return switch (answer) {
                case Answer.Silent silent -> silent.reason();
                case Answer.Listed listed ->
                    listed.listing().size() == 0
                            ? "it remembers no searches; set evenkeel.query.recent (EVENKEEL_QUERY_RECENT) there"
                            : null;
            };
        }
    }
}
