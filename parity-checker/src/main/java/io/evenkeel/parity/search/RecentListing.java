package io.evenkeel.parity.search;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.value.Vector;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an instance of query-service answers to {@code GET /v1/search/recent}, as far as it is needed.
 *
 * @param size how many searches it has room for; 0 where it remembers none
 * @param searches the latest, newest first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RecentListing(int size, List<Recent> searches) {
    RecentListing {
        searches = List.copyOf(searches);
    }

    /**
     * A search that it answered.
     *
     * @param at when
     * @param workspace the tenant
     * @param model what made the vector; null where the client brought it
     * @param vector what was searched by
     * @param entities what was searched
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Recent(Instant at, String workspace, @Nullable String model, List<Float> vector, List<Part> entities) {
        Recent {
            Objects.requireNonNull(at);
            Objects.requireNonNull(workspace);
            vector = List.copyOf(vector);
            entities = List.copyOf(entities);
        }

        /** What was searched by. */
        Vector toVector() {
            float[] components = new float[vector.size()];
            for (int i = 0; i < components.length; i++) {
                components[i] = vector.get(i);
            }
            return Vector.of(components);
        }
    }

    /**
     * An entity that was searched.
     *
     * @param entity its name
     * @param filter columns and the values that they had to equal, null for NULL
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Part(String entity, ObjectNode filter) {
        Part {
            Objects.requireNonNull(entity);
            Objects.requireNonNull(filter);
        }
    }
}
