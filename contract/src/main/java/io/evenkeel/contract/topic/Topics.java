package io.evenkeel.contract.topic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Kafka topics of one installation.
 *
 * @param prefix what their names begin with: {@code evenkeel} unless {@code EVENKEEL_TOPIC_PREFIX} says otherwise
 * @param partitions how many partitions events and changes have; fixed for a migration
 */
public record Topics(String prefix, int partitions) {
    /** The prefix when none is set. */
    public static final String DEFAULT_PREFIX = "evenkeel";

    /** The number of partitions when none is set. */
    public static final int DEFAULT_PARTITIONS = 12;

    /** The largest event record, in bytes. */
    public static final int MAX_EVENT_BYTES = 1 << 20;

    /** The largest change record, in bytes. */
    public static final int MAX_CHANGE_BYTES = 16 << 20;

    /** The largest dead letter, in bytes: the refused record whole, with what is known of it in a header. */
    public static final int MAX_LETTER_BYTES = MAX_CHANGE_BYTES + (1 << 20);

    private static final Map<String, String> KEEP_ALL =
            Map.of("cleanup.policy", "delete", "retention.ms", "-1", "message.timestamp.type", "LogAppendTime");
    private static final Map<String, String> KEEP_LAST = Map.of("cleanup.policy", "compact");

    /**
     * A topic and how to create it.
     *
     * @param name its name
     * @param partitions its number of partitions
     * @param settings its topic-level configuration
     */
    public record Topic(String name, int partitions, Map<String, String> settings) {}

    /** What applications emitted; the reference for all positions. */
    public String events() {
        return prefix + ".events";
    }

    /** What events do; one record an event, in the partition of the same number. */
    public String changes() {
        return prefix + ".changes";
    }

    /** The truth about {@code DB_BACKEND}. */
    public String control() {
        return prefix + ".control";
    }

    /** Every decision there ever was. */
    public String controlHistory() {
        return prefix + ".control-history";
    }

    /** What could not be applied, until it is replayed or dismissed. */
    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    /** The incarnations of the log. */
    public String epochs() {
        return prefix + ".epochs";
    }

    /** Which model makes the vectors, and which did before. */
    public String models() {
        return prefix + ".models";
    }

    /** All of them, as they are to be created. */
    public List<Topic> all() {
        return List.of(
                new Topic(events(), partitions, sized(KEEP_ALL, MAX_EVENT_BYTES)),
                new Topic(changes(), partitions, sized(KEEP_ALL, MAX_CHANGE_BYTES)),
                new Topic(control(), 1, KEEP_LAST),
                new Topic(controlHistory(), 1, KEEP_ALL),
                new Topic(deadLetters(), 1, sized(KEEP_LAST, MAX_LETTER_BYTES)),
                new Topic(epochs(), 1, KEEP_ALL),
                new Topic(models(), 1, KEEP_ALL));
    }

    private static Map<String, String> sized(Map<String, String> settings, int payloadBytes) {
        // The limit counts headers and the key too.
        Map<String, String> sized = new HashMap<>(settings);
        sized.put("max.message.bytes", Integer.toString(payloadBytes + (64 << 10)));
        return Map.copyOf(sized);
    }
}
