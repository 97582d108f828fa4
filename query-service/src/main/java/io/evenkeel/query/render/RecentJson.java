package io.evenkeel.query.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.query.search.RecentSearch;
import io.evenkeel.query.search.RecentSearches;

/**
 * Remembered searches as a JSON object: {@code size}, {@code total} and {@code searches}, newest first. Values of filters
 * are written as in {@link RowJson}, null for a column that is to be NULL.
 */
public final class RecentJson {
    private RecentJson() {}

    /** The listing as an object. */
    public static ObjectNode of(RecentSearches.Listing listing) {
        ObjectNode json = RowJson.NODES.objectNode();
        json.put("size", listing.size());
        json.put("total", listing.total());
        ArrayNode searches = json.putArray("searches");
        listing.searches().forEach(search -> put(searches.addObject(), search));
        return json;
    }

    private static void put(ObjectNode json, RecentSearch search) {
        json.put("at", search.at().toString());
        json.put("workspace", search.workspace());
        json.put("k", search.k());
        json.put("model", search.model());
        ArrayNode entities = json.putArray("entities");
        for (RecentSearch.Part part : search.parts()) {
            ObjectNode entity = entities.addObject().put("entity", part.entity());
            ObjectNode filter = entity.putObject("filter");
            part.filters().forEach(condition -> RowJson.put(filter, condition.column(), condition.value()));
        }
        RowJson.components(json.putArray("vector"), search.vector());
    }
}
