package io.evenkeel.query.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A search hit as JSON: {@code entity}, {@code id}, {@code documentId} (null outside documents), {@code score}, {@code text}. */
public final class HitJson {
    private static final String DOCUMENT_COLUMN = "document_id";

    private HitJson() {}

    /** The hit as an object; its entity has a vector. */
    public static ObjectNode of(Entity entity, ScoredRow hit) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("entity", entity.name());
        json.put("id", hit.row().key().key());
        json.put("documentId", text(entity, hit.row(), DOCUMENT_COLUMN));
        json.put("score", hit.score());
        json.put(
                "text",
                text(entity, hit.row(), Objects.requireNonNull(entity.vector()).text()));
        return json;
    }

    private static @Nullable String text(Entity entity, Row row, String column) {
        return entity.indexOf(column) >= 0 && row.value(entity, column) instanceof Value.Text text ? text.text() : null;
    }
}
