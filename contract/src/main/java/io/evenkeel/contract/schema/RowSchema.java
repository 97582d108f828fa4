package io.evenkeel.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.ColumnDefault;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.catalogue.VectorSpec;
import java.util.List;
import java.util.Set;

/** JSON Schemas of rows, as events carry them. */
final class RowSchema {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RowSchema() {}

    /** An object with nothing in it yet, that takes no other members than those that are added. */
    static ObjectNode object() {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        schema.putObject("properties");
        schema.putArray("required");
        return schema.put("additionalProperties", false);
    }

    static void add(ObjectNode object, String name, JsonNode schema, boolean required) {
        ((ObjectNode) object.get("properties")).set(name, schema);
        if (required) {
            ((ArrayNode) object.get("required")).add(name);
        }
    }

    /** A whole row. What has neither NULL nor a default must be there; vectors are made from their text. */
    static ObjectNode row(Entity entity) {
        return row(entity, Set.of());
    }

    /** A row some of whose columns follow from where it stands. */
    static ObjectNode row(Entity entity, Set<String> implied) {
        ObjectNode row = object();
        for (Column column : entity.columns()) {
            boolean optional = column.nullable()
                    || column.defaultValue() != null
                    || column.type() instanceof LogicalType.Vector
                    || implied.contains(column.name());
            add(row, column.name(), column(column), !optional);
        }
        if (entity.vector() != null) {
            // Whoever brings a vector says which model made it, and nobody else names one.
            String vector = entity.vector().column();
            row.putObject("dependentRequired").putArray(vector).add(VectorSpec.MODEL_COLUMN);
        }
        ObjectNode workspace =
                JSON.objectNode().put("type", "string").put("description", "the sender's own, if it is there at all");
        add(row, Entity.WORKSPACE_COLUMN, workspace, false);
        return row;
    }

    static ObjectNode column(Column column) {
        ObjectNode schema = type(column.type());
        if (column.nullable()) {
            schema.set("type", types(schema.get("type")).add("null"));
            if (schema.get("enum") instanceof ArrayNode allowed) {
                allowed.addNull();
            }
        }
        switch (column.defaultValue()) {
            case ColumnDefault.Constant constant -> schema.set("default", Constants.json(constant));
            case ColumnDefault.EventTime ignored -> schema.put("description", "the event's time when absent");
            case null -> {}
        }
        return schema;
    }

    private static ArrayNode types(JsonNode type) {
        return type instanceof ArrayNode several ? several : JSON.arrayNode().add(type);
    }

    private static ObjectNode type(LogicalType type) {
        ObjectNode schema = JSON.objectNode();
        return switch (type) {
            case LogicalType.Text text -> allowed(schema.put("type", "string"), List.copyOf(text.allowed()));
            case LogicalType.Int64 ignored ->
                schema.put("type", "integer").put("minimum", Long.MIN_VALUE).put("maximum", Long.MAX_VALUE);
            case LogicalType.Float64 ignored -> schema.put("type", "number");
            case LogicalType.Decimal ignored -> several(schema, "number", "string");
            case LogicalType.Bool ignored -> schema.put("type", "boolean");
            case LogicalType.Uuid ignored -> schema.put("type", "string").put("format", "uuid");
            case LogicalType.Timestamp ignored -> schema.put("type", "string").put("format", "date-time");
            case LogicalType.Json ignored -> several(schema, "object", "array", "string", "number", "boolean");
            case LogicalType.TextArray ignored ->
                schema.put("type", "array").set("items", JSON.objectNode().put("type", "string"));
            case LogicalType.Vector vector ->
                schema.put("type", "array")
                        .put("minItems", vector.dimensions())
                        .put("maxItems", vector.dimensions())
                        .set("items", JSON.objectNode().put("type", "number"));
        };
    }

    private static ObjectNode several(ObjectNode schema, String... types) {
        ArrayNode all = schema.putArray("type");
        List.of(types).forEach(all::add);
        return schema;
    }

    private static ObjectNode allowed(ObjectNode schema, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode allowed = schema.putArray("enum");
            values.forEach(allowed::add);
        }
        return schema;
    }
}
