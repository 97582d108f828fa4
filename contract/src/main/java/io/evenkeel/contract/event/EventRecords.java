package io.evenkeel.contract.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.topic.PartitionKey;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Events as records of {@code evenkeel.events}: CloudEvents' Kafka binding in binary mode. */
public final class EventRecords {
    /** The extension that carries the workspace. */
    public static final String WORKSPACE = "workspace";

    /** The extension that carries the application's version of the root. */
    public static final String SEQUENCE = "sequence";

    /** The extension that marks events whose rows are only inserted. */
    public static final String IF_ABSENT = "ifabsent";

    /** The extension with the version that a row must still have. */
    public static final String IF_MATCH = "ifmatch";

    /** The extension that carries the root's key where the data do not. */
    public static final String ROOT = "root";

    /** The extension that names a barrier. */
    public static final String BARRIER = "barrier";

    private static final String PREFIX = "ce_";
    private static final String CONTENT_TYPE = "content-type";
    private static final String JSON = "application/json";
    private static final String BARRIER_SOURCE = "evenkeel";
    private static final Pattern JSON_TYPE =
            Pattern.compile("application/(json|[^;\\s]+\\+json)(\\s*;.*)?", Pattern.CASE_INSENSITIVE);

    private EventRecords() {}

    /** What a record of the log is. */
    public sealed interface Record {

        /**
         * An event, to be checked by the gate.
         *
         * @param workspace the record's extension, or the default
         */
        record Arrived(EventEnvelope envelope, String workspace) implements Record {}

        /** A barrier, to be carried on to the writers. */
        record Barrier(String id, String name) implements Record {}

        /**
         * Neither.
         *
         * @param attributes what could be read of the attributes
         */
        record Refused(Problem problem, Map<String, String> attributes) implements Record {
            public Refused {
                attributes = Map.copyOf(attributes);
            }
        }
    }

    /** The record of an event, in the partition of its root. */
    public static ProducerRecord<String, byte[]> write(Event event, String topic, int partitions) {
        CloudEventBuilder builder = CloudEventBuilder.v1();
        attributes(event).forEach((name, value) -> {
            switch (name) {
                case "specversion" -> {}
                case "id" -> builder.withId(value);
                case "source" -> builder.withSource(URI.create(value));
                case "type" -> builder.withType(value);
                case "time" -> builder.withTime(event.time().atOffset(ZoneOffset.UTC));
                default -> builder.withExtension(name, value);
            }
        });
        builder.withExtension(WORKSPACE, event.root().workspace());
        builder.withData(JSON, event.data().getBytes(StandardCharsets.UTF_8));
        String key = event.partitionKey();
        return record(builder.build(), topic, PartitionKey.partition(key, partitions), key);
    }

    /** The record of a barrier, which has no key. */
    public static ProducerRecord<String, byte[]> barrier(String topic, int partition, String name, Instant time) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(name + "/" + partition)
                .withSource(URI.create(BARRIER_SOURCE))
                .withType(Event.BARRIER)
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withExtension(BARRIER, name)
                .withData(JSON, "{}".getBytes(StandardCharsets.UTF_8))
                .build();
        return record(event, topic, partition, null);
    }

    /** The event as the gate takes it; the gate gives the same event back. */
    public static EventEnvelope envelope(Event event) {
        return switch (StrictJson.parse(event.data(), "/data")) {
            case StrictJson.Result.Parsed parsed -> new EventEnvelope(attributes(event), parsed.json());
            case StrictJson.Result.Refused refused ->
                throw new IllegalArgumentException("event " + event.id() + " has no normalised data: "
                        + refused.problem().detail());
        };
    }

    /** What a record is. Whether it stands in the right partition is not looked at. */
    public static Record read(ConsumerRecord<?, byte @Nullable []> record) {
        Map<String, String> attributes = new LinkedHashMap<>();
        String contentType = null;
        for (Header header : record.headers()) {
            String name = header.key().toLowerCase(Locale.ROOT);
            if (!name.startsWith(PREFIX) && !name.equals(CONTENT_TYPE)) {
                continue;
            }
            String value = text(header.value());
            if (value == null) {
                return new Record.Refused(
                        ProblemCode.INVALID_UTF8.at(
                                "/" + attribute(name), "Header " + name + " is not UTF-8; encode it so."),
                        attributes);
            }
            if (name.equals(CONTENT_TYPE)) {
                contentType = value;
            } else if (attributes.putIfAbsent(attribute(name), value) != null) {
                return new Record.Refused(
                        ProblemCode.INVALID_ATTRIBUTE.at(
                                "/" + attribute(name), "Header " + name + " is there twice; write it once."),
                        attributes);
            }
        }
        if (Event.BARRIER.equals(attributes.get("type")) && attributes.containsKey(BARRIER)) {
            return new Record.Barrier(attributes.getOrDefault("id", ""), attributes.getOrDefault(BARRIER, ""));
        }
        return event(attributes, contentType, record.value());
    }

    private static Record event(Map<String, String> attributes, @Nullable String contentType, byte @Nullable [] value) {
        if (contentType != null && !JSON_TYPE.matcher(contentType).matches()
                || contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("application/cloudevents")) {
            return new Record.Refused(
                    ProblemCode.INVALID_ATTRIBUTE.at(
                            "/datacontenttype",
                            "Header content-type is '" + ProblemCode.excerpt(contentType)
                                    + "'; write events in binary mode, their data as application/json."),
                    attributes);
        }
        String workspace = attributes.getOrDefault(WORKSPACE, Entity.DEFAULT_WORKSPACE);
        if (value == null) {
            return new Record.Arrived(new EventEnvelope(attributes, JsonNodeFactory.instance.nullNode()), workspace);
        }
        return switch (StrictJson.parse(value, "/data")) {
            case StrictJson.Result.Parsed parsed ->
                new Record.Arrived(new EventEnvelope(attributes, parsed.json()), workspace);
            case StrictJson.Result.Refused refused -> new Record.Refused(refused.problem(), attributes);
        };
    }

    private static Map<String, String> attributes(Event event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", event.id());
        attributes.put("source", event.source());
        attributes.put("type", event.type());
        attributes.put("time", event.time().toString());
        if (event.sequence() != null) {
            attributes.put(SEQUENCE, event.sequence().toString());
        }
        switch (event.condition()) {
            case Condition.None none -> {}
            case Condition.IfAbsent ifAbsent -> attributes.put(IF_ABSENT, "true");
            case Condition.IfMatch match ->
                attributes.put(IF_MATCH, match.position().toString());
        }
        if (!isRootsOwn(event)) {
            attributes.put(ROOT, event.root().key());
        }
        return attributes;
    }

    /** Whether the event's data are the root's, so that the root's key stands in them. */
    private static boolean isRootsOwn(Event event) {
        String type = event.type();
        return type.equals(Event.DOCUMENT_INGESTED)
                || type.equals(Event.TRACE_RECORDED)
                || type.startsWith(Event.TYPE_PREFIX + event.root().entity() + ".");
    }

    private static ProducerRecord<String, byte[]> record(
            CloudEvent event, String topic, int partition, @Nullable String key) {
        return KafkaMessageFactory.<String>createWriter(topic, partition, null, key)
                .writeBinary(event);
    }

    private static String attribute(String header) {
        return header.equals(CONTENT_TYPE) ? "datacontenttype" : header.substring(PREFIX.length());
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException invalid) {
            return null;
        }
    }
}
