package io.evenkeel.query.request;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.store.ListQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of rows, as its query parameters ask for it. */
public final class ListRequest {
    private static final int DEFAULT_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1_000;

    private ListRequest() {}

    /**
     * Reads the parameters: {@code limit}, {@code cursor}, and conditions, several on one column if need be.
     *
     * @throws InvalidRequestException when one of them does not fit
     */
    public static ListQuery parse(Entity entity, String workspace, Map<String, List<String>> parameters) {
        List<Filter> filters = new ArrayList<>();
        parameters.forEach((name, texts) -> {
            if (!name.equals("limit") && !name.equals("cursor")) {
                texts.forEach(text -> filters.add(FilterSyntax.parse(entity, name, text)));
            }
        });
        String cursor = single(parameters, "cursor");
        return new ListQuery(
                entity.name(),
                workspace,
                filters,
                limit(single(parameters, "limit")),
                cursor == null ? null : Cursor.key(entity.name(), cursor));
    }

    /**
     * How many an answer lists: 1 to 1000, 100 where nothing is given.
     *
     * @throws InvalidRequestException when it is anything else
     */
    public static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= HIGHEST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw InvalidRequestException.parameter(
                "limit", "a number from 1 to " + HIGHEST_LIMIT + " is expected, not '" + text + "'");
    }

    private static @Nullable String single(Map<String, List<String>> parameters, String name) {
        List<String> texts = parameters.getOrDefault(name, List.of());
        if (texts.size() > 1) {
            throw InvalidRequestException.parameter(name, "it is given " + texts.size() + " times; write it once");
        }
        return texts.isEmpty() ? null : texts.getFirst();
    }
}
