package io.evenkeel.contract.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One record of {@code evenkeel.models}: which model makes the vectors of the log from now on. Of several with the same
 * term the first in the log holds, so anybody may write one and read whether it does.
 *
 * @param term counts decisions, from 1; a record of any term but the next one changes nothing
 * @param model the model's identity, as in {@code embedding_model}
 * @param at when, by the decider's clock
 * @param who the service or operator who decided
 */
public record ModelDecision(long term, String model, Instant at, String who) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MODEL = Pattern.compile(".{1,200}@[0-9a-f]{16}");

    public ModelDecision {
        if (!isModel(model)) {
            throw new IllegalArgumentException("'" + model + "' is no model's identity");
        }
    }

    /** Whether a text is a model's identity: a name, {@code @} and 16 hex digits. */
    public static boolean isModel(String text) {
        return MODEL.matcher(text).matches();
    }

    /** What holds after this record, where {@code held} did before; null when still nothing does. */
    public @Nullable ModelDecision after(@Nullable ModelDecision held) {
        return term == (held == null ? 1 : held.term() + 1) ? this : held;
    }

    /** The record's value in the log. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("term", term);
        json.put("model", model);
        json.put("at", at.toString());
        json.put("who", who);
        return json.toString();
    }

    /** @throws IllegalArgumentException when the text is not such a record */
    public static ModelDecision fromJson(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return new ModelDecision(
                    json.required("term").longValue(),
                    json.required("model").asText(),
                    Instant.parse(json.required("at").asText()),
                    json.required("who").asText());
        } catch (JsonProcessingException | RuntimeException malformed) {
            throw new IllegalArgumentException("not a decision on a model: " + text, malformed);
        }
    }
}
