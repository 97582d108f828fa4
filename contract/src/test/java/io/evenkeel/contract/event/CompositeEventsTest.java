package io.evenkeel.contract.event;

import static io.evenkeel.contract.event.Events.accepted;
import static io.evenkeel.contract.event.Events.envelope;
import static io.evenkeel.contract.event.Events.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositeEventsTest {
    private static final Catalogue CATALOGUE = Catalogue.shipped();
    private static final EventGate GATE = Events.gate(CATALOGUE);
    private static final Entity SECTIONS = CATALOGUE.entity("document_sections");
    private static final Entity MEMORIES = CATALOGUE.entity("memory_items");
    private static final String TRACE_ID = "11111111-2222-3333-4444-555555555555";
    private static final String MEMORY_ID = "aaaaaaaa-2222-3333-4444-555555555555";

    private static GateResult document(String members, String... attributes) {
        return GATE.check(
                envelope("document.ingested", "{'id':'d','path':'/a.pdf','type':'pdf'" + members + "}", attributes),
                "w");
    }

    private static GateResult trace(String members) {
        return GATE.check(
                envelope("trace.recorded", "{'id':'" + TRACE_ID + "','task':'t','outcome':'success'" + members + "}"),
                "w");
    }

    private static Intent.IngestDocument ingested(GateResult result) {
        var events = accepted(result);
        return (Intent.IngestDocument) events.get(events.size() - 1).intent();
    }

    @Test
    void textBecomesOneSection() {
        List<Row> sections =
                Objects.requireNonNull(ingested(document(",'text':'Hello'")).sections());
        assertThat(sections).hasSize(1);
        assertThat(sections.get(0).key()).isEqualTo(new RowKey("document_sections", "w", "d:0"));
        assertThat(sections.get(0).value(SECTIONS, "order")).isEqualTo(new Value.Int64(0));
        assertThat(sections.get(0).value(SECTIONS, "document_id")).isEqualTo(new Value.Text("d"));
        assertThat(sections.get(0).value(SECTIONS, "page")).isEqualTo(Value.NULL);
    }

    @Test
    void sectionsAreOrderedAndKeepTheirIds() {
        List<Row> sections = Objects.requireNonNull(ingested(
                        document(
                                ",'sections':[{'order':2,'text':'b','page':9},{'order':1,'text':'a','id':'own','document_id':'d'}]"))
                .sections());
        assertThat(sections).extracting(row -> row.key().key()).containsExactly("own", "d:2");
    }

    @Test
    void noContentIsNotEmptyContent() {
        assertThat(ingested(document("")).sections()).isNull();
        assertThat(ingested(document(",'text':null,'sections':null")).sections())
                .isNull();
        assertThat(ingested(document(",'sections':[]")).sections()).isEmpty();
    }

    @Test
    void metaIsAnObjectForTheChunks() {
        assertThat(ingested(document(",'text':'x'")).meta()).isEqualTo("{}");
        assertThat(ingested(document(",'text':'x','meta':{'b':1.0,'a':[]}")).meta())
                .isEqualTo("{\"a\": [], \"b\": 1}");
    }

    @Test
    void anArtifactIsAnEventOfItsOwnBeforeTheDocuments() {
        var events = accepted(document(
                ",'artifact':{'id':'a','filename':'f','filepath':'/f','filetype':'pdf'}",
                "sequence",
                "4",
                "ifabsent",
                "true"));
        assertThat(events).hasSize(2);
        Event artifact = events.get(0).event();
        assertThat(artifact.id()).isEqualTo("e1/artifact");
        assertThat(artifact.source()).isEqualTo("/app");
        assertThat(artifact.type()).isEqualTo("dev.evenkeel.artifacts.upserted");
        assertThat(artifact.root()).isEqualTo(new RowKey("artifacts", "w", "a"));
        assertThat(artifact.sequence()).isNull();
        assertThat(artifact.condition()).isEqualTo(Condition.IF_ABSENT);
        assertThat(events.get(1).event().data()).doesNotContain("artifact");
        assertThat(events.get(1).event().sequence()).isEqualTo(4);
    }

    @Test
    void anArtifactHasNoPlaceBesideTheVersionOfADocument() {
        String artifact = ",'artifact':{'id':'a','filename':'f','filepath':'/f','filetype':'pdf'}";
        assertThat(document(artifact, "ifmatch", "1:2:3"))
                .isInstanceOfSatisfying(
                        GateResult.Refused.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Problem::pointer)
                                .containsExactly("/ifmatch"));
        assertThat(accepted(document("", "ifmatch", "1:2:3")).getFirst().event().condition())
                .isInstanceOf(Condition.IfMatch.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,'text':''                                                            | empty-text /data/text
            ,'text':' \\n\\t'                                                     | empty-text /data/text
            ,'text':5                                                             | wrong-type /data/text
            ,'text':'a\\u0000'                                                    | nul-character /data/text
            ,'text':'a','sections':[]                                             | text-and-sections /data/text
            ,'sections':{}                                                        | wrong-type /data/sections
            ,'sections':['a']                                                     | wrong-type /data/sections/0
            ,'sections':[{'text':'a'}]                                            | missing-column /data/sections/0/order
            ,'sections':[{'order':0}]                                             | missing-column /data/sections/0/text
            ,'sections':[{'order':0,'text':' '}]                                  | empty-text /data/sections/0/text
            ,'sections':[{'order':0,'text':'a','x':1}]                            | unknown-column /data/sections/0/x
            ,'sections':[{'order':0,'text':'a','document_id':'z'}]                | wrong-root /data/sections/0/document_id
            ,'sections':[{'order':0,'text':'a','id':'p'},{'order':0,'text':'b'}]  | duplicate-order /data/sections/1/order
            ,'sections':[{'order':0,'text':'a','id':'p'},{'order':1,'text':'b','id':'p'}] | duplicate-row /data/sections/1/id
            ,'meta':[]                                                            | wrong-type /data/meta
            ,'meta':{'a':'\\u0000'}                                               | nul-character /data/meta/a
            ,'artifact':{'id':'a'}                                                | missing-column /data/artifact/filename
            ,'artifact':'a'                                                       | wrong-type /data/artifact
            ,'colour':'red'                                                       | unknown-column /data/colour
            """)
    void refusesBadDocuments(String members, String problem) {
        assertThat(refused(document(members))).first().isEqualTo(problem);
    }

    @Test
    void leavesRoomForTheKeysOfChunks() {
        String data = "{'id':'%s','path':'p','type':'pdf','text':'x'}";
        assertThat(accepted(GATE.check(envelope("document.ingested", data.formatted("k".repeat(504))), "w")))
                .hasSize(1);
        assertThat(refused(GATE.check(envelope("document.ingested", data.formatted("k".repeat(505))), "w")))
                .containsExactly("key-too-long /data/id");
        assertThat(refused(GATE.check(
                        envelope("tags.upserted", "{'id':'" + "k".repeat(508) + "','document_id':'d','tag':'t'}"),
                        "w")))
                .containsExactly("key-too-long /data/id");
    }

    @Test
    void memoriesStandUnderTheirTrace() {
        var only = accepted(trace(",'memories':[{'id':'" + MEMORY_ID + "','title':'t','content':'c'}]"))
                .get(0);
        Intent.RecordTrace intent = (Intent.RecordTrace) only.intent();
        Row memory = Objects.requireNonNull(intent.memories()).get(0);
        assertThat(memory.parent(CATALOGUE)).contains(new RowKey("reasoning_traces", "w", TRACE_ID));
        assertThat(memory.value(MEMORIES, "created_at")).isEqualTo(new Value.Timestamp(1_767_323_045_123_456L));
        assertThat(memory.value(MEMORIES, "pattern_tags")).isEqualTo(new Value.TextArray(List.of()));
        assertThat(intent.trace().value(CATALOGUE.entity("reasoning_traces"), "num_memories"))
                .isEqualTo(new Value.Int64(1));
        assertThat(only.event().root()).isEqualTo(new RowKey("reasoning_traces", "w", TRACE_ID));
        assertThat(((Intent.RecordTrace) accepted(trace("")).get(0).intent()).memories())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,'memories':{}                                                                    | wrong-type /data/memories
            ,'memories':[{'id':'x','title':'t','content':'c'}]                                | invalid-uuid /data/memories/0/id
            ,'memories':[{'id':'ID','title':'t','content':' '}]                               | empty-text /data/memories/0/content
            ,'memories':[{'id':'ID','title':'t','content':'c','trace_id':'ID'}]               | wrong-root /data/memories/0/trace_id
            ,'memories':[{'id':'ID','title':'t','content':'c'},{'id':'ID','title':'u','content':'d'}] | duplicate-row /data/memories/1/id
            ,'memories':[{'id':'ID','title':'t','content':'c','content_embedding':[1]}]       | wrong-dimensions /data/memories/0/content_embedding
            ,'num_memories':'x'                                                               | wrong-type /data/num_memories
            """)
    void refusesBadTraces(String members, String problem) {
        assertThat(refused(trace(members.replace("ID", MEMORY_ID)))).first().isEqualTo(problem);
    }

    @Test
    void normalisedCompositesAreAcceptedAsTheyAre() {
        List<GateResult> results = List.of(
                document(
                        ",'text':'Hello','meta':{'k':1.50},'artifact':{'id':'a','filename':'f','filepath':'/f','filetype':'x'}"),
                document(
                        ",'sections':[{'order':3,'text':'b'},{'order':-1,'text':'a','bbox_json':[1,2.5]}]",
                        "sequence",
                        "7"),
                document(""),
                trace(",'memories':[{'id':'" + MEMORY_ID
                        + "','title':'t','content':'c','error_context':{'z':1,'a':null}}]"),
                trace(",'memories':[]"));
        for (GateResult result : results) {
            for (GateResult.AcceptedEvent event : accepted(result)) {
                assertThat(accepted(GATE.check(EventRecords.envelope(event.event()), "w")))
                        .containsExactly(event);
            }
        }
    }
}
