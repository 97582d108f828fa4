package io.evenkeel.contract.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.change.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What could not be applied, and why. In the dead-letter topic it is whole: the refused record's value and headers, and
 * these fields as JSON in the header {@value #HEADER}. Its key there is unique, so that writing it twice changes nothing; a
 * record without a value under the same key closes it.
 *
 * @param store who refused: {@code sqlite}, {@code supabase}, or {@code embedding} for both
 * @param code a stable code
 * @param message what was expected and what to do; cut after {@value #MAX_MESSAGE} characters
 * @param topic where the refused record stands
 * @param partition its partition
 * @param offset its offset in that topic
 * @param position the event's position; its offset is -1 where the record did not tell
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
    /** The header that holds the fields. */
    public static final String HEADER = "evenkeel-dead-letter";

    /** More of a message is cut off. */
    public static final int MAX_MESSAGE = 4_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    public DeadLetter {
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, message.offsetByCodePoints(MAX_MESSAGE, -1)) + "...";
        }
    }

    /**
     * The letter whole, as a record of the dead-letter topic.
     *
     * @param topic the dead-letter topic
     * @param refused the record that was refused, or an earlier record of this letter
     */
    public ProducerRecord<byte[], byte[]> record(String topic, ConsumerRecord<byte[], byte[]> refused) {
        byte @Nullable [] value = refused.value();
        RecordHeaders headers = new RecordHeaders(refused.headers());
        headers.remove(HEADER);
        headers.add(HEADER, utf8(toJson()));
        // Without a value it would close the letter.
        return new ProducerRecord<>(topic, 0, utf8(key()), value == null ? new byte[0] : value, headers);
    }

    /** The record that closes the letter of that key. */
    public static ProducerRecord<byte[], byte @Nullable []> closing(String topic, String key) {
        return new ProducerRecord<>(topic, 0, utf8(key), null);
    }

    /**
     * The fields of a letter that is a record of the dead-letter topic.
     *
     * @throws IllegalArgumentException when the record is no dead letter
     */
    public static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        Header fields = record.headers().lastHeader(HEADER);
        if (fields == null) {
            throw new IllegalArgumentException("a dead letter has the header " + HEADER);
        }
        return fromJson(new String(fields.value(), StandardCharsets.UTF_8));
    }

    /** The same letter, refused again for that reason. */
    public DeadLetter again(String newCode, String newMessage, Instant when) {
        return new DeadLetter(
                store, newCode, newMessage, topic, partition, offset, position, eventId, eventType, root, when);
    }

    /** The record's key: store and coordinates. */
    public String key() {
        return store + "/" + topic + "/" + position.epoch() + "/" + partition + "/" + offset;
    }

    /** The fields as JSON. */
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
