package io.evenkeel.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A CloudEvent as it arrived, from whichever transport, before the gate.
 *
 * @param attributes context attributes and extensions by their CloudEvents names, without {@code ce-} or {@code ce_}
 * @param data the data, parsed by {@link StrictJson}
 */
public record EventEnvelope(Map<String, String> attributes, JsonNode data) {
    public EventEnvelope {
        attributes = Map.copyOf(attributes);
    }
}
