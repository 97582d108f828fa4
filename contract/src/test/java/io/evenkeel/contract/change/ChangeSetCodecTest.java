package io.evenkeel.contract.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.evenkeel.contract.catalogue.SampleCatalogue;
import io.evenkeel.contract.value.CanonicalForm;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChangeSetCodecTest {
    private static final ChangeSetCodec CODEC = new ChangeSetCodec(SampleCatalogue.catalogue());
    private static final CBORMapper CBOR = new CBORMapper();
    private static final Position POSITION = new Position(1_700_000_000_000L, 3, 5_000_000_000L);
    private static final Row LOAN =
            new Row(new RowKey("loans", "w", "7"), List.of(new Value.Int64(7), new Value.Text("b")));

    @Property(tries = 200)
    void whatIsWrittenIsRead(@ForAll("rows") Row row) {
        ChangeSet changeSet = new ChangeSet(
                POSITION,
                "id",
                "source",
                "type",
                row.key(),
                Long.MIN_VALUE,
                Condition.IF_ABSENT,
                List.of(
                        new Change.Upsert(row),
                        new Change.Delete(row.key()),
                        new Change.ReplaceChildren("everything", row.key(), "origin", List.of(row, row)),
                        new Change.ReplaceChildren("everything", row.key(), null, List.of())),
                new Provenance("model", "engine", "basic", "cpu"),
                null);
        ChangeSet read = CODEC.decode(CODEC.encode(changeSet));
        assertThat(read).isEqualTo(changeSet);
        assertThat(CanonicalForm.encode(
                        SampleCatalogue.EVERY_TYPE,
                        ((Change.Upsert) read.changes().get(0)).row()))
                .isEqualTo(CanonicalForm.encode(SampleCatalogue.EVERY_TYPE, row));
    }

    @Provide
    Arbitrary<Row> rows() {
        return Values.rows(SampleCatalogue.EVERY_TYPE, "w");
    }

    @Test
    void keepsTheVersionThatARowMustHave() {
        ChangeSet changeSet = new ChangeSet(
                POSITION,
                "id",
                "source",
                "type",
                LOAN.key(),
                null,
                new Condition.IfMatch(new Position(1_700_000_000_000L, 3, 4_999_999_999L)),
                List.of(new Change.Upsert(LOAN)),
                null,
                null);
        assertThat(CODEC.decode(CODEC.encode(changeSet))).isEqualTo(changeSet);
    }

    @Test
    void readsEmptyOnesAndBarriers() {
        ChangeSet empty = ChangeSet.empty(POSITION, "id", "source", "type");
        ChangeSet barrier = ChangeSet.barrier(POSITION, "id", "type", "flip-7");
        assertThat(CODEC.decode(CODEC.encode(empty))).isEqualTo(empty);
        assertThat(CODEC.decode(CODEC.encode(barrier))).isEqualTo(barrier);
    }

    @Test
    void aColumnThatIsLeftOutIsNull() throws IOException {
        ObjectNode record = record();
        columns(record).remove("book_id");
        assertThat(decodedRow(record).values()).containsExactly(new Value.Int64(7), Value.NULL);
    }

    @Test
    void namesAnUnknownColumn() throws IOException {
        ObjectNode record = record();
        columns(record).put("shelf", 3);
        assertThatThrownBy(() -> decodedRow(record))
                .isInstanceOf(MalformedChangeSetException.class)
                .hasMessage("entity loans has no column shelf; run every service with the same catalogue");
    }

    @Test
    void namesAColumnOfAnotherType() throws IOException {
        ObjectNode record = record();
        columns(record).put("id", "7");
        assertThatThrownBy(() -> decodedRow(record))
                .isInstanceOf(MalformedChangeSetException.class)
                .hasMessageStartingWith("column loans.id is int64, which STRING is not");
    }

    @Test
    void refusesAnotherVersionAndOtherBytes() throws IOException {
        ObjectNode record = record();
        record.put("version", 2);
        assertThatThrownBy(() -> decodedRow(record))
                .isInstanceOf(MalformedChangeSetException.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> CODEC.decode("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedChangeSetException.class);
        assertThatThrownBy(() -> CODEC.decode(new byte[0])).isInstanceOf(MalformedChangeSetException.class);
    }

    @Test
    void readsFieldsInAnyOrderAndPassesThoseItDoesNotKnow() throws IOException {
        ObjectNode record = record();
        ObjectNode turned = CBOR.createObjectNode();
        turned.putObject("later").putArray("list").add(1);
        List<String> names = new ArrayList<>();
        record.fieldNames().forEachRemaining(names::add);
        names.reversed().forEach(name -> turned.set(name, record.get(name)));
        ObjectNode upsert = (ObjectNode) turned.path("changes").path(0).path("upsert");
        upsert.set("key", upsert.remove("key"));
        assertThat(upsert.fieldNames().next()).isEqualTo("columns");
        assertThat(decodedRow(turned)).isEqualTo(LOAN);
    }

    @Test
    void namesWhatIsMissingOrOfAnotherKind() throws IOException {
        ObjectNode record = record();
        record.remove("id");
        assertThatThrownBy(() -> decodedRow(record))
                .isInstanceOf(MalformedChangeSetException.class)
                .hasMessage("a change set has no id");
        record.put("id", 7);
        assertThatThrownBy(() -> decodedRow(record))
                .isInstanceOf(MalformedChangeSetException.class)
                .hasMessage("id is NUMBER where STRING is expected");
    }

    @Property(tries = 300)
    void whateverIsCutOffOrFlippedIsReadOrMalformed(@ForAll("rows") Row row, @ForAll Random random) {
        ChangeSet changeSet = new ChangeSet(
                POSITION,
                "id",
                "source",
                "type",
                row.key(),
                null,
                Condition.NONE,
                List.of(new Change.Upsert(row)),
                null,
                null);
        byte[] bytes = CODEC.encode(changeSet);
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThatThrownBy(() -> CODEC.decode(cut)).isInstanceOf(MalformedChangeSetException.class);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        assertThatCode(() -> {
                    try {
                        CODEC.decode(bytes);
                    } catch (MalformedChangeSetException expected) {
                        // Said so.
                    }
                })
                .doesNotThrowAnyException();
    }

    private static ObjectNode record() throws IOException {
        ChangeSet changeSet = new ChangeSet(
                POSITION,
                "id",
                "source",
                "type",
                LOAN.key(),
                null,
                Condition.NONE,
                List.of(new Change.Upsert(LOAN)),
                null,
                null);
        return (ObjectNode) CBOR.readTree(CODEC.encode(changeSet));
    }

    private static ObjectNode columns(ObjectNode record) {
        return (ObjectNode) record.path("changes").path(0).path("upsert").path("columns");
    }

    private static Row decodedRow(ObjectNode record) throws IOException {
        ChangeSet read = CODEC.decode(CBOR.writeValueAsBytes(record));
        return ((Change.Upsert) read.changes().get(0)).row();
    }
}
