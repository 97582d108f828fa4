package io.evenkeel.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The command's JSON. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** @throws CommandFailure when the text is not JSON; {@code what} names it */
    static JsonNode parse(String text, String what) {
        try {
            JsonNode parsed = MAPPER.readTree(text);
            if (parsed.isMissingNode()) {
                throw CommandFailure.failed("not-json", what + " is empty where JSON was expected");
            }
            return parsed;
        } catch (JsonProcessingException malformed) {
            throw CommandFailure.failed("not-json", what + " is not JSON: " + malformed.getOriginalMessage());
        }
    }

    static String print(JsonNode node) {
        return node.toPrettyString();
    }
}
