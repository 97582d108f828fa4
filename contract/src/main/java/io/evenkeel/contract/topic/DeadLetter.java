package io.evenkeel.contract.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.change.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What could not be applied, and why. Its key in the dead-letter topic is unique, so that writing it twice changes
 * nothing; a record without a value under the same key closes it.
 *
 * @param store who refused: {@code sqlite}, {@code supabase}, or {@code embedding} for both
 * @param code a stable code
 * @param message what was expected and what to do
 * @param topic where the refused record stands
 * @param partition its partition
 * @param offset its offset in that topic
 * @param position the event's position
 * @param eventId the event's id
 * @param eventType the event's type
 * @param root the root row's {@code workspace/entity/key}, or null
 * @param at when
 */
public record DeadLetter(
        String store,
        String code,
        String message,
        String topic,
        int partition,
        long offset,
        Position position,
        String eventId,
        String eventType,
        @Nullable String root,
        Instant at) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The record's key: store and coordinates. */
    public String key() {
        return store + "/" + topic + "/" + position.epoch() + "/" + partition + "/" + offset;
    }

    /** The record's value. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("store", store);
        json.put("code", code);
        json.put("message", message);
        json.put("topic", topic);
        json.put("partition", partition);
        json.put("offset", offset);
        json.put("position", position.toString());
        json.put("eventId", eventId);
        json.put("eventType", eventType);
        json.put("root", root);
        json.put("at", at.toString());
        return json.toString();
    }

    /** @throws IllegalArgumentException when the text is not a dead letter */
    public static DeadLetter fromJson(String text) {
        try {
            var json = JSON.readTree(text);
            return new DeadLetter(
                    json.required("store").asText(),
                    json.required("code").asText(),
                    json.required("message").asText(),
                    json.required("topic").asText(),
                    json.required("partition").intValue(),
                    json.required("offset").longValue(),
                    Position.parse(json.required("position").asText()),
                    json.required("eventId").asText(),
                    json.required("eventType").asText(),
                    json.path("root").isTextual() ? json.path("root").asText() : null,
                    Instant.parse(json.required("at").asText()));
        } catch (JsonProcessingException | RuntimeException malformed) {
            throw new IllegalArgumentException("not a dead letter: " + text, malformed);
        }
    }
}
