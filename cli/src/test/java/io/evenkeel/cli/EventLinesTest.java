package io.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class EventLinesTest {

    @Test
    void wrapsDataAsACloudEventOfThatType() {
        JsonNode event = Json.parse(new EventLines("tags.upserted", "here").event("{\"id\":\"t1\"}"), "the event");

        assertThat(event.path("type").asText()).isEqualTo("dev.evenkeel.tags.upserted");
        assertThat(event.path("source").asText()).isEqualTo("here");
        assertThat(event.path("data").path("id").asText()).isEqualTo("t1");
    }

    @Test
    void theSameLineIsTheSameEvent() {
        EventLines lines = new EventLines("tags.upserted", "here");
        assertThat(lines.event("{\"id\":1}")).isEqualTo(lines.event("{\"id\":1}"));
        assertThat(lines.event("{\"id\":1}")).isNotEqualTo(lines.event("{\"id\":2}"));
    }

    @Test
    void hidesNothingFromTheGate() {
        assertThat(new EventLines("tags.upserted", "here").event("{\"id\":1,\"id\":2}"))
                .contains("{\"id\":1,\"id\":2}");
        assertThat(new EventLines(null, "here").event("{not json")).isEqualTo("{not json");
    }
}
