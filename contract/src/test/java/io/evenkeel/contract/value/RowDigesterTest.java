package io.evenkeel.contract.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.SampleCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowDigesterTest {

    @Property(tries = 200)
    void oneRowAfterTheOtherHasItsOwnDigest(@ForAll("rows") List<Row> rows) {
        RowDigester digester = new RowDigester(SampleCatalogue.EVERY_TYPE);
        for (Row row : rows) {
            byte[][] payloads =
                    row.values().stream().map(CanonicalForm::payload).toArray(byte[][]::new);
            assertThat(digester.digest(row.key().workspace().getBytes(StandardCharsets.UTF_8), payloads))
                    .isEqualTo(CanonicalForm.digest(SampleCatalogue.EVERY_TYPE, row));
        }
    }

    @Test
    void takesRowsOfAnyLength() {
        byte[][] payloads = new byte[SampleCatalogue.EVERY_TYPE.columns().size()][];
        payloads[0] = new byte[1_000_000];
        byte[] workspace = "w".getBytes(StandardCharsets.UTF_8);
        assertThat(new RowDigester(SampleCatalogue.EVERY_TYPE).digest(workspace, payloads))
                .isEqualTo(Digest.of(CanonicalForm.encode(SampleCatalogue.EVERY_TYPE, "w", Arrays.asList(payloads))));
    }

    @Test
    void refusesAnotherNumberOfPayloads() {
        assertThatThrownBy(() -> new RowDigester(SampleCatalogue.EVERY_TYPE).digest(new byte[0], new byte[1][]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<List<Row>> rows() {
        return Values.rows(SampleCatalogue.EVERY_TYPE, "wörk").list().ofMaxSize(3);
    }
}
