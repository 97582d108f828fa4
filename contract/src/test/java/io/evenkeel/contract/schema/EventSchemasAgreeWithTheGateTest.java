package io.evenkeel.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.event.EventEnvelope;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.event.GateResult;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemasAgreeWithTheGateTest {
    private static final String WORD = "word";
    private static final String UUID = "00000000-0000-0000-0000-000000000001";
    private static final Catalogue CATALOGUE = Catalogue.shipped();
    private static final EventGate GATE =
            new EventGate(CATALOGUE, Clock.fixed(Instant.parse("2025-10-02T11:22:33Z"), ZoneOffset.UTC));

    static List<EventSchema> schemas() {
        return EventSchemas.of(CATALOGUE);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theLeastThatASchemaRequiresIsAcceptedAndNothingLess(EventSchema event) {
        Set<String> required = required(event.schema());
        ObjectNode least = object(event.schema(), required);
        assertThat(check(event, least)).isInstanceOf(GateResult.Accepted.class);
        for (String property : required) {
            assertThat(check(event, least.deepCopy().without(property)))
                    .as("without " + property)
                    .isInstanceOf(GateResult.Refused.class);
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void allThatASchemaKnowsIsAcceptedAndNothingMore(EventSchema event) {
        JsonNode schema = event.schema();
        ObjectNode all = object(schema, names(schema.get("properties")));
        // A document's content is text or sections.
        if (all.has("sections")) {
            all.remove("text");
        }
        assertThat(check(event, all)).isInstanceOf(GateResult.Accepted.class);
        assertThat(check(event, all.put("more", 1))).isInstanceOf(GateResult.Refused.class);
    }

    private static GateResult check(EventSchema event, JsonNode data) {
        Map<String, String> attributes =
                new HashMap<>(Map.of("specversion", "1.0", "id", "e", "source", "/test", "type", event.type()));
        if (event.type().endsWith(".deleted")) {
            boolean uuid = event.schema().at("/properties/id/format").isTextual();
            attributes.put("root", uuid ? UUID : WORD);
        }
        return GATE.check(new EventEnvelope(attributes, data), "default");
    }

    private static ObjectNode object(JsonNode schema, Set<String> properties) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        properties.forEach(
                name -> object.set(name, sample(name, schema.get("properties").get(name))));
        return object;
    }

    private static JsonNode sample(String name, JsonNode schema) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (name.equals("workspace_id")) {
            return json.textNode("default");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        JsonNode types = schema.get("type");
        String type = types.isArray() ? types.get(0).textValue() : types.textValue();
        return switch (type) {
            case "string" ->
                json.textNode(
                        switch (schema.path("format").asText()) {
                            case "uuid" -> UUID;
                            case "date-time" -> "2025-10-02T11:22:33Z";
                            default -> WORD;
                        });
            case "integer" -> json.numberNode(1);
            case "number" -> json.numberNode(1.5);
            case "boolean" -> json.booleanNode(true);
            case "array" -> {
                var array = json.arrayNode();
                for (int i = 0; i < schema.path("minItems").asInt(1); i++) {
                    array.add(sample("", schema.get("items")));
                }
                yield array;
            }
            default -> schema.has("properties") ? object(schema, required(schema)) : json.objectNode();
        };
    }

    private static Set<String> required(JsonNode schema) {
        return Set.copyOf(
                schema.get("required").valueStream().map(JsonNode::textValue).toList());
    }

    private static Set<String> names(JsonNode object) {
        return Set.copyOf(object.properties().stream().map(Map.Entry::getKey).toList());
    }
}
