package io.evenkeel.embedding.changes;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.HashMap;
import java.util.Map;

/** Rows of the shipped packs, with only the columns that a test names. */
final class Sample {
    static final Catalogue CATALOGUE = Catalogue.shipped();

    private Sample() {}

    static RowKey key(String entity, String id) {
        return new RowKey(entity, "default", id);
    }

    static Row row(String entity, String id, Map<String, Value> values) {
        Entity declared = CATALOGUE.entity(entity);
        Map<String, Value> all = new HashMap<>(values);
        all.put(declared.key(), text(id));
        return Rows.of(declared, key(entity, id), all);
    }

    static Row document(String id) {
        return row("documents", id, Map.of("path", text("/" + id), "type", text("pdf")));
    }

    static Row section(String document, int order, String content, Value page) {
        return row(
                "document_sections",
                document + "-s" + order,
                Map.of(
                        "document_id",
                        text(document),
                        "order",
                        new Value.Int64(order),
                        "text",
                        text(content),
                        "page",
                        page));
    }

    static Value text(String text) {
        return new Value.Text(text);
    }

    static Value value(Row row, String column) {
        return row.value(CATALOGUE.entity(row.key().entity()), column);
    }
}
