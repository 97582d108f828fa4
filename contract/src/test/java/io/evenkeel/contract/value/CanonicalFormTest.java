package io.evenkeel.contract.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.SampleCatalogue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The hex in here is what Postgres 17 with pgvector 0.8 prints for {@code encode(<type>send(value), 'hex')}. */
class CanonicalFormTest {

    @Test
    void payloadsAreWhatPostgresSends() {
        assertThat(hex(new Value.Text("héllo"))).isEqualTo("68c3a96c6c6f");
        assertThat(hex(new Value.Text(""))).isEmpty();
        assertThat(hex(new Value.Int64(-2))).isEqualTo("fffffffffffffffe");
        assertThat(hex(new Value.Float64(0.1))).isEqualTo("3fb999999999999a");
        assertThat(hex(new Value.Bool(true))).isEqualTo("01");
        assertThat(hex(new Value.Bool(false))).isEqualTo("00");
        assertThat(hex(new Value.Uuid(UUID.fromString("0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b"))))
                .isEqualTo("0b8e0f4e6d1c4f0e9a531f1f2e3d4c5b");
        assertThat(hex(new Value.Timestamp(946_684_800_000_001L))).isEqualTo("0000000000000001");
        assertThat(hex(new Value.Timestamp(-1))).isEqualTo("fffca2fec4c81fff");
        assertThat(hex(new Value.TextArray(List.of()))).isEqualTo("000000000000000000000019");
        assertThat(hex(new Value.TextArray(List.of("a", "éé"))))
                .isEqualTo("0000000100000000000000190000000200000001" + "0000000161" + "00000004c3a9c3a9");
        assertThat(hex(new Value.Embedding(Vector.of(1f, -2f, 0.5f)))).isEqualTo("000300003f800000c00000003f000000");
        assertThat(CanonicalForm.payload(Value.NULL)).isNull();
    }

    @Test
    void decimalsArePlainAndTrimmed() {
        assertThat(text(new Value.Decimal(new BigDecimal("1.500")))).isEqualTo("1.5");
        assertThat(text(new Value.Decimal(new BigDecimal("1E+3")))).isEqualTo("1000");
        assertThat(text(new Value.Decimal(new BigDecimal("-0.00")))).isEqualTo("0");
        assertThat(text(new Value.Decimal(new BigDecimal("1E-7")))).isEqualTo("0.0000001");
    }

    @Test
    void decimalsWithEqualNumbersAreEqual() {
        assertThat(new Value.Decimal(new BigDecimal("100.0"))).isEqualTo(new Value.Decimal(new BigDecimal("1E+2")));
    }

    @Test
    void theBytesAreThoseOfARecordThatPostgresSends() {
        List<Value> values = new ArrayList<>(Collections.nCopies(11, Value.NULL));
        values.set(0, new Value.Text("k"));
        values.set(2, new Value.Int64(7));
        Row row = new Row(new RowKey("everything", "w", "k"), values);
        assertThat(HexFormat.of().formatHex(CanonicalForm.encode(SampleCatalogue.EVERY_TYPE, row)))
                .isEqualTo("0000000d" + "000000190000000a65766572797468696e67" + "000000190000000177"
                        + "00000019000000016b"
                        + "00000019ffffffff" + "00000014000000080000000000000007" + "000002bdffffffff"
                        + "00000019ffffffff"
                        + "00000010ffffffff" + "00000b86ffffffff" + "000004a0ffffffff" + "00000019ffffffff"
                        + "000003f1ffffffff" + "00000011ffffffff");
    }

    @Test
    void nullEmptyTextAndEmptyJsonAreDistinct() {
        assertThat(digestOfNote(Value.NULL)).isNotEqualTo(digestOfNote(new Value.Text("")));
        assertThat(digestOfNote(new Value.Text(""))).isNotEqualTo(digestOfNote(new Value.Text("{}")));
    }

    @Test
    void refusesAnotherNumberOfPayloads() {
        assertThatThrownBy(() -> CanonicalForm.encode(SampleCatalogue.EVERY_TYPE, "w", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("entity everything has 11 columns, not 0");
    }

    @Test
    void showsValuesForPeopleWithinFiveHundredCharacters() {
        assertThat(CanonicalForm.display(Value.NULL)).isEqualTo("NULL");
        assertThat(CanonicalForm.display(new Value.Timestamp(1))).isEqualTo("1970-01-01T00:00:00.000001Z");
        assertThat(CanonicalForm.display(new Value.Embedding(Vector.of(1f, 0.5f))))
                .isEqualTo("[1.0, 0.5]");
        assertThat(CanonicalForm.display(new Value.Text("😀".repeat(600)))).isEqualTo("😀".repeat(499) + "…");
        assertThat(CanonicalForm.display(new Value.Embedding(Vector.of(new float[384]))))
                .hasSize(500);
    }

    private static Digest digestOfNote(Value note) {
        List<Value> values = new ArrayList<>(Collections.nCopies(11, Value.NULL));
        values.set(0, new Value.Text("k"));
        values.set(1, note);
        return CanonicalForm.digest(
                SampleCatalogue.EVERY_TYPE, new Row(new RowKey("everything", "default", "k"), values));
    }

    private static String text(Value value) {
        return new String(CanonicalForm.payload(value), StandardCharsets.UTF_8);
    }

    private static String hex(Value value) {
        return HexFormat.of().formatHex(CanonicalForm.payload(value));
    }
}
