package io.evenkeel.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The JSON Schema (2020-12) of one event type's {@code data}.
 *
 * @param type the event type, for example {@code dev.evenkeel.documents.upserted}
 * @param schema the schema
 */
public record EventSchema(String type, JsonNode schema) {}
