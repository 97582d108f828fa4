package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.value.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/** A digest of what the catalogue says of rows: all that decides their digests, and which of them a log leaves behind. */
final class CatalogueDigest {
    private CatalogueDigest() {}

    /**
     * SHA-256, in lower-case hex, over the canonical text of a JSON array with an object for each entity, by name: its
     * {@code name}, {@code key}, {@code columns} in order ({@code name}, {@code type}, {@code nullable}), {@code parent}
     * ({@code entity}, {@code column}, or null) and {@code origin} (a column, or null).
     */
    static String of(Catalogue catalogue) {
        ArrayNode entities = JsonNodeFactory.instance.arrayNode();
        catalogue.entities().stream()
                .sorted(Comparator.comparing(Entity::name))
                .forEach(entity -> entities.add(describe(entity)));
        try {
            byte[] text = CanonicalJson.write(entities).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    private static ObjectNode describe(Entity entity) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("name", entity.name());
        description.put("key", entity.key());
        ArrayNode columns = description.putArray("columns");
        entity.columns()
                .forEach(column -> columns.addObject()
                        .put("name", column.name())
                        .put("type", column.type().label())
                        .put("nullable", column.nullable()));
        var parent = entity.parent();
        if (parent == null) {
            description.putNull("parent");
        } else {
            description.putObject("parent").put("entity", parent.entity()).put("column", parent.column());
        }
        description.put("origin", entity.originColumn());
        return description;
    }
}
