package io.evenkeel.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import io.evenkeel.contract.value.Pointers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads CloudEvents in structured mode: CloudEvents' JSON format. */
final class StructuredEvents {
    private static final String DATA = "data";
    private static final String BASE64 = "data_base64";

    /** A number would lose how it was written: 1.0 and 1.00 are two ids. */
    private static final Set<String> TEXTUAL = Set.of("specversion", "id", "source", "type", "time");

    private StructuredEvents() {}

    static Arrival read(JsonNode json) {
        if (!json.isObject()) {
            return new Arrival.Unparsed(
                    null,
                    ProblemCode.WRONG_TYPE.at(
                            "",
                            "This is no JSON object; send a structured CloudEvent with specversion, id, source, type and data."));
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            Problem problem = read(member.getKey(), member.getValue(), attributes);
            if (problem != null) {
                return new Arrival.Unparsed(id(json), problem);
            }
        }
        JsonNode data = json.has(DATA) ? json.path(DATA) : JsonNodeFactory.instance.nullNode();
        return new Arrival.Parsed(new EventEnvelope(attributes, data));
    }

    private static @Nullable Problem read(String name, JsonNode value, Map<String, String> attributes) {
        if (name.equals(DATA) || value.isNull()) {
            return null;
        }
        if (name.equals(BASE64)) {
            return ProblemCode.INVALID_ATTRIBUTE.at(
                    "/" + BASE64, "Data is JSON, which stands in the member data as it is; do not encode it.");
        }
        if (!value.isValueNode()) {
            return ProblemCode.INVALID_ATTRIBUTE.at(
                    Pointers.child("", name),
                    "Attribute " + ProblemCode.excerpt(name)
                            + " is an object or an array; send a string, a number or a boolean.");
        }
        if (TEXTUAL.contains(name) && !value.isTextual()) {
            return ProblemCode.INVALID_ATTRIBUTE.at(
                    Pointers.child("", name),
                    "Attribute " + name + " is no string; write it in quotes, as CloudEvents' JSON format has it.");
        }
        attributes.put(name, value.asText());
        return null;
    }

    private static @Nullable String id(JsonNode event) {
        return event.path("id").isTextual() ? event.path("id").textValue() : null;
    }
}
