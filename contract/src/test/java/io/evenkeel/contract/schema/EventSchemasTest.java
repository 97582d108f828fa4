package io.evenkeel.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.event.Event;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventSchemasTest {
    private static final List<EventSchema> SCHEMAS = EventSchemas.of(Catalogue.shipped());

    @Test
    void describesEveryTypeOnce() {
        assertThat(SCHEMAS)
                .extracting(EventSchema::type)
                .doesNotHaveDuplicates()
                .hasSize(2 * Catalogue.shipped().entities().size() + 2)
                .contains(
                        "dev.evenkeel.tags.upserted",
                        "dev.evenkeel.tags.deleted",
                        Event.DOCUMENT_INGESTED,
                        Event.TRACE_RECORDED);
    }

    @Test
    void requiresWhatHasNeitherNullNorDefaultNorIsMade() {
        assertThat(required("dev.evenkeel.search_chunks.upserted")).containsExactly("id", "chunk_index", "text");
        assertThat(required("dev.evenkeel.facts.upserted")).containsExactly("id", "artifact_id");
        assertThat(required("dev.evenkeel.facts.deleted")).containsExactly("id");
        assertThat(required("dev.evenkeel.search_chunks.deleted")).containsExactly("id");
        assertThat(required(Event.DOCUMENT_INGESTED)).containsExactly("id", "path", "type");
        assertThat(required(Event.TRACE_RECORDED)).containsExactly("id", "task", "outcome");
    }

    @Test
    void saysTypesValuesAndDefaults() throws JsonProcessingException {
        JsonNode memory = schema("dev.evenkeel.memory_items.upserted").get("properties");
        assertThat(memory.get("difficulty_level"))
                .isEqualTo(json(
                        "{'type': ['string', 'null'], 'enum': ['simple', 'moderate', 'complex', 'expert', null]}"));
        assertThat(memory.get("pattern_tags"))
                .isEqualTo(json("{'type': 'array', 'items': {'type': 'string'}, 'default': []}"));
        assertThat(memory.get("content_embedding"))
                .isEqualTo(json("{'type': ['array', 'null'], 'minItems': 384, 'maxItems': 384,"
                        + " 'items': {'type': 'number'}}"));
        assertThat(memory.get("error_context"))
                .isEqualTo(json("{'type': ['object', 'array', 'string', 'number', 'boolean', 'null']}"));
        assertThat(memory.get("created_at"))
                .isEqualTo(json("{'type': 'string', 'format': 'date-time',"
                        + " 'description': 'the event\\u0027s time when absent'}"));
    }

    @Test
    void asksOfPartsOnlyWhatDoesNotFollowFromTheWhole() {
        JsonNode memory = schema(Event.TRACE_RECORDED).at("/properties/memories/items");
        assertThat(texts(memory.get("required"))).containsExactly("id", "title", "content");
        JsonNode section = schema(Event.DOCUMENT_INGESTED).at("/properties/sections/items");
        assertThat(texts(section.get("required"))).containsExactly("order", "text");
    }

    @Test
    void leavesOutWhatApplicationsMayNotSend() {
        assertThat(schema("dev.evenkeel.search_chunks.upserted")
                        .get("properties")
                        .fieldNames())
                .toIterable()
                .contains("workspace_id", "embedding", "embedding_model")
                .doesNotContain("source_offset");
        assertThat(schema("dev.evenkeel.search_chunks.deleted")
                        .get("properties")
                        .fieldNames())
                .toIterable()
                .containsExactly("id");
    }

    @Test
    void leavesOutCompositesOfPacksThatAreNotThere() {
        assertThat(EventSchemas.of(Catalogue.load(List.of(Path.of("chat")))))
                .extracting(EventSchema::type)
                .containsExactly(
                        "dev.evenkeel.chat_sessions.upserted",
                        "dev.evenkeel.chat_sessions.deleted",
                        "dev.evenkeel.chat_messages.upserted",
                        "dev.evenkeel.chat_messages.deleted");
    }

    @Test
    void printsOneJsonDocument() throws JsonProcessingException {
        JsonNode printed = new ObjectMapper().readTree(PrintSchema.print(List.of("events")));
        assertThat(printed.size()).isEqualTo(SCHEMAS.size());
        assertThat(printed.at("/dev.evenkeel.tags.upserted/$schema").textValue())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }

    private static JsonNode schema(String type) {
        return SCHEMAS.stream()
                .filter(schema -> schema.type().equals(type))
                .findFirst()
                .orElseThrow()
                .schema();
    }

    private static List<String> required(String type) {
        return texts(schema(type).get("required"));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::textValue).toList();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
