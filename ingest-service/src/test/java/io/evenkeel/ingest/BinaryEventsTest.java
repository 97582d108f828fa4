package io.evenkeel.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BinaryEventsTest {

    @Test
    void takesAttributesFromHeadersAndDecodesThem() {
        Arrival arrival = BinaryEvents.read(
                Map.of(
                        "Ce-Id", List.of("Euro%20%E2%82%AC%20%F0%9F%98%80"),
                        "ce-source", List.of("/a%b%2"),
                        "Host", List.of("h")),
                "application/json",
                JsonNodeFactory.instance.objectNode());
        assertThat(((Arrival.Parsed) arrival).envelope().attributes())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("id", "Euro € 😀", "source", "/a%b%2", "datacontenttype", "application/json"));
    }
}
