package io.evenkeel.contract.event;

import static io.evenkeel.contract.event.Events.accepted;
import static io.evenkeel.contract.event.Events.envelope;
import static io.evenkeel.contract.event.Events.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.catalogue.SampleCatalogue;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.ValueJson;
import io.evenkeel.contract.value.Values;
import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventGateTest {
    private static final EventGate GATE = Events.gate(SampleCatalogue.catalogue());
    private static final String BOOK = "{'id':'b','title':'T'}";
    private static final String MARK_ID = "0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b";

    private static GateResult check(String type, String data, String... attributes) {
        return GATE.check(envelope(type, data, attributes), "w");
    }

    @Test
    void fillsInDefaultsAndTheTime() {
        var only = accepted(check("books.upserted", BOOK)).get(0);
        assertThat(only.event().time()).isEqualTo(Instant.parse("2026-01-02T03:04:05.123456Z"));
        assertThat(only.event().data())
                .isEqualTo("{\"id\":\"b\",\"title\":\"T\",\"kind\":\"novel\",\"meta\":{},"
                        + "\"added\":\"2026-01-02T03:04:05.123456Z\"}");
        assertThat(only.event().root()).isEqualTo(new RowKey("books", "w", "b"));
        assertThat(only.event().sequence()).isNull();
        assertThat(only.event().condition()).isEqualTo(Condition.NONE);
        assertThat(only.intent()).isInstanceOf(Intent.UpsertRow.class);
    }

    @Test
    void takesTimeSequenceAndIfAbsentFromTheEvent() {
        Event event = accepted(check(
                        "books.upserted",
                        BOOK,
                        "time",
                        "2025-05-05T05:05:05.1234567+05:00",
                        "sequence",
                        "-9223372036854775808",
                        "ifabsent",
                        "true"))
                .get(0)
                .event();
        assertThat(event.time()).isEqualTo(Instant.parse("2025-05-05T00:05:05.123456Z"));
        assertThat(event.sequence()).isEqualTo(Long.MIN_VALUE);
        assertThat(event.condition()).isEqualTo(Condition.IF_ABSENT);
    }

    @Test
    void takesTheVersionThatARowMustHave() {
        Event event = accepted(check("books.upserted", BOOK, "ifmatch", "1780000000000:3:42"))
                .get(0)
                .event();
        assertThat(event.condition()).isEqualTo(new Condition.IfMatch(new Position(1_780_000_000_000L, 3, 42)));
        assertThat(check("books.upserted", BOOK, "ifmatch", "1:3:42", "ifabsent", "true"))
                .isInstanceOf(GateResult.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "specversion, '', missing-attribute",
        "specversion, 0.3, invalid-attribute",
        "id, '', missing-attribute",
        "source, '', missing-attribute",
        "source, 'not a uri', invalid-attribute",
        "type, '', missing-attribute",
        "time, yesterday, invalid-attribute",
        "time, 2025-05-05T05:05:05, invalid-attribute",
        "sequence, 1.5, invalid-attribute",
        "sequence, 9223372036854775808, invalid-attribute",
        "sequence, 0x10, invalid-attribute",
        "ifabsent, yes, invalid-attribute",
        "datacontenttype, text/xml, invalid-attribute",
        "workspace, other, wrong-workspace"
    })
    void refusesBadAttributes(String name, String value, String code) {
        assertThat(refused(check("books.upserted", BOOK, name, value))).containsExactly(code + " /" + name);
    }

    @Test
    void boundsIdsInBytesAndRefusesControlCharacters() {
        assertThat(accepted(check("books.upserted", BOOK, "id", "é".repeat(256))))
                .hasSize(1);
        assertThat(refused(check("books.upserted", BOOK, "id", "é".repeat(257))))
                .containsExactly("invalid-attribute /id");
        assertThat(refused(check("books.upserted", BOOK, "id", "a\nb"))).containsExactly("invalid-attribute /id");
    }

    @Test
    void namesTheNearestTypes() {
        GateResult result = check("book.upsert", BOOK);
        assertThat(refused(result)).containsExactly("unknown-type /type");
        assertThat(((GateResult.Refused) result).problems().get(0).detail())
                .contains("the nearest are dev.evenkeel.books.upserted")
                .contains("the entities are everything, books, pages, marks, loans");
        assertThat(refused(check("document.ingested", "{}"))).containsExactly("unknown-type /type");
    }

    @Test
    void refusesReservedTypes() {
        assertThat(refused(check("control.barrier", "{}"))).containsExactly("reserved-type /type");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                | wrong-type /data
            null                                              | wrong-type /data
            {'id':'b'}                                        | missing-column /data/title
            {'id':'b','title':null}                           | null-not-allowed /data/title
            {'id':'b','title':'T','meta':null}                | null-not-allowed /data/meta
            {'id':'b','title':'T','pages':3}                  | unknown-column /data/pages
            {'id':'b','title':'T','source_offset':3}          | reserved-column /data/source_offset
            {'id':'b','title':'T','embedding_model':null}     | reserved-column /data/embedding_model
            {'id':'b','title':'T','workspace_id':'other'}     | wrong-workspace /data/workspace_id
            {'id':'','title':'T'}                             | empty-key /data/id
            {'id':'b','title':'T','kind':'poem'}              | value-not-allowed /data/kind
            """)
    void refusesBadRows(String data, String problem) {
        assertThat(refused(check("books.upserted", data))).containsExactly(problem);
    }

    @Test
    void reportsEveryProblemAtOnce() {
        assertThat(refused(check("books.upserted", "{'id':7,'meta':{'a':'\\u0000'},'x':1}")))
                .containsExactly(
                        "unknown-column /data/x",
                        "wrong-type /data/id",
                        "missing-column /data/title",
                        "nul-character /data/meta/a");
    }

    @Test
    void acceptsTheRowsOwnWorkspaceAndLeavesItOut() {
        var event = accepted(check("books.upserted", "{'id':'b','title':'T','workspace_id':'w'}"))
                .get(0)
                .event();
        assertThat(event.data()).doesNotContain("workspace");
    }

    @Test
    void refusesWorkspacesThatAreNotServed() {
        EventGate single = new EventGate(SampleCatalogue.catalogue(), Events.CLOCK, true);
        assertThat(refused(single.check(envelope("books.upserted", BOOK), "w")))
                .containsExactly("wrong-workspace /workspace");
        assertThat(accepted(single.check(envelope("books.upserted", BOOK), "default")))
                .hasSize(1);
        assertThat(refused(GATE.check(envelope("books.upserted", BOOK), ""))).containsExactly("empty-key /workspace");
    }

    @Test
    void aVectorMayBeLeftOutOrBrought() {
        var without = accepted(check("pages.upserted", "{'id':'p','book_id':'b','body':'x'}"))
                .get(0);
        assertThat(((Intent.UpsertRow) without.intent()).row().values().get(3)).isEqualTo(Value.NULL);
        assertThat(without.event().data()).doesNotContain("embedding");
        var with = accepted(check(
                        "pages.upserted",
                        "{'id':'p','book_id':'b','body':'x','embedding':[1,2,0.1],'embedding_model':'m@1'}"))
                .get(0);
        assertThat(((Intent.UpsertRow) with.intent()).row().values().get(3)).isInstanceOf(Value.Embedding.class);
        assertThat(with.event().data()).contains("\"embedding\":[1.0,2.0,0.1]", "\"embedding_model\":\"m@1\"");
        var nulls = accepted(check(
                        "pages.upserted",
                        "{'id':'p','book_id':'b','body':'x','embedding':null,'embedding_model':null}"))
                .get(0);
        assertThat(nulls.event().data()).isEqualTo(without.event().data());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'embedding':[1,2,3]                               | missing-column
            'embedding':[1,2,3],'embedding_model':null        | missing-column
            'embedding':[1,2,3],'embedding_model':' '         | missing-column
            'embedding':[1,2,3],'embedding_model':7           | missing-column
            'embedding':[1,2,3],'embedding_model':'\\u0000'   | nul-character
            'embedding_model':'m@1'                           | reserved-column
            'embedding':null,'embedding_model':'m@1'          | reserved-column
            """)
    void aVectorNamesItsModelAndNothingElseDoes(String members, String code) {
        assertThat(refused(check("pages.upserted", "{'id':'p','book_id':'b','body':'x'," + members + "}")))
                .containsExactly(code + " /data/embedding_model");
    }

    @Test
    void refusesEmptyTextToEmbed() {
        assertThat(refused(check("pages.upserted", "{'id':'p','book_id':'b','body':''}")))
                .containsExactly("empty-text /data/body");
        assertThat(refused(check("pages.upserted", "{'id':'p','book_id':'b','body':' \\n\\u00a0'}")))
                .containsExactly("empty-text /data/body");
    }

    @Test
    void theRootOfADirectChildIsItsOwner() {
        String page = "{'id':'p','book_id':'b','body':'x'}";
        assertThat(accepted(check("pages.upserted", page)).get(0).event().root())
                .isEqualTo(new RowKey("books", "w", "b"));
        assertThat(accepted(check("pages.upserted", page, "root", "b"))).hasSize(1);
        assertThat(refused(check("pages.upserted", page, "root", "c"))).containsExactly("wrong-root /root");
    }

    @Test
    void aRowFurtherDownNamesItsRoot() {
        String mark = "{'id':'" + MARK_ID.toUpperCase(Locale.ROOT) + "','page_id':'p'}";
        assertThat(refused(check("marks.upserted", mark))).containsExactly("missing-root /root");
        Event event =
                accepted(check("marks.upserted", mark, "root", "b")).get(0).event();
        assertThat(event.root()).isEqualTo(new RowKey("books", "w", "b"));
        assertThat(event.data()).contains(MARK_ID);
        assertThat(refused(check("marks.upserted", mark, "root", "e\u0301"))).containsExactly("key-not-nfc /root");
    }

    @Test
    void anOptionalOwnerMakesTwoKindsOfRoots() {
        assertThat(accepted(check("loans.upserted", "{'id':7}")).get(0).event().root())
                .isEqualTo(new RowKey("loans", "w", "7"));
        assertThat(accepted(check("loans.upserted", "{'id':7,'book_id':'b'}"))
                        .get(0)
                        .event()
                        .root())
                .isEqualTo(new RowKey("books", "w", "b"));
        assertThat(accepted(check("loans.deleted", "{'id':7}")).get(0).event().root())
                .isEqualTo(new RowKey("loans", "w", "7"));
        assertThat(accepted(check("loans.deleted", "{'id':7}", "root", "b"))
                        .get(0)
                        .event()
                        .root())
                .isEqualTo(new RowKey("books", "w", "b"));
    }

    @Test
    void aDeletionHasTheKeyAlone() {
        var deleted = accepted(check("books.deleted", "{'id':'b'}")).get(0);
        assertThat(deleted.intent()).isEqualTo(new Intent.DeleteRow(new RowKey("books", "w", "b")));
        assertThat(refused(check("books.deleted", BOOK))).containsExactly("unknown-column /data/title");
        assertThat(refused(check("books.deleted", "{}"))).containsExactly("missing-column /data/id");
        assertThat(refused(check("books.deleted", "{'id':'b'}", "ifabsent", "true")))
                .containsExactly("invalid-attribute /ifabsent");
        assertThat(refused(check("pages.deleted", "{'id':'p'}"))).containsExactly("missing-root /root");
        assertThat(accepted(check("pages.deleted", "{'id':'p'}", "root", "b"))
                        .get(0)
                        .event()
                        .root())
                .isEqualTo(new RowKey("books", "w", "b"));
        assertThat(refused(check("books.deleted", "{'id':'b'}", "root", "c"))).containsExactly("wrong-root /root");
    }

    @Test
    void boundsTheData() {
        String fits = "{'id':'b','title':'" + "x".repeat(1_048_400) + "'}";
        String large = "{'id':'b','title':'" + "x".repeat(1_048_570) + "'}";
        assertThat(accepted(check("books.upserted", fits))).hasSize(1);
        assertThat(refused(check("books.upserted", large))).containsExactly("event-too-large /data");
    }

    @Property(tries = 200)
    void aNormalisedEventIsAcceptedAsItIs(@ForAll("rows") Row row) {
        String data = ValueJson.write(SampleCatalogue.EVERY_TYPE, row).toString();
        var first = accepted(GATE.check(
                        new EventEnvelope(
                                envelope("everything.upserted", "{}").attributes(),
                                ((StrictJson.Result.Parsed) StrictJson.parse(data, "/data")).json()),
                        "w"))
                .get(0);
        assertThat(((Intent.UpsertRow) first.intent()).row()).isEqualTo(row);
        assertThat(accepted(GATE.check(EventRecords.envelope(first.event()), "w")))
                .containsExactly(first);
    }

    @Provide
    Arbitrary<Row> rows() {
        return Values.rows(SampleCatalogue.EVERY_TYPE, "w")
                .filter(row -> !row.key().key().isEmpty());
    }
}
