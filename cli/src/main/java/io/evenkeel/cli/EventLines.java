package io.evenkeel.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes CloudEvents of a file's lines.
 *
 * @param type what the lines are the data of, with or without {@code dev.evenkeel.}; null when they are CloudEvents
 * @param source the events' source
 */
record EventLines(@Nullable String type, String source) {
    private static final String PREFIX = "dev.evenkeel.";

    /**
     * The structured CloudEvent of a line. A line's data always makes the same event id, so that sending a file twice
     * sends the same events.
     */
    String event(String line) {
        if (type == null) {
            return line;
        }
        ObjectNode event = Json.object();
        event.put("specversion", "1.0");
        event.put(
                "id",
                UUID.nameUUIDFromBytes((type + line).getBytes(StandardCharsets.UTF_8))
                        .toString());
        event.put("source", source);
        event.put("type", type.startsWith(PREFIX) ? type : PREFIX + type);
        event.put("datacontenttype", "application/json");
        // The data goes in as it is written: parsing it here could hide what the gate has to see.
        String head = event.toString();
        return head.substring(0, head.length() - 1) + ",\"data\":" + line + "}";
    }
}
