package io.evenkeel.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100_000})
    void holdsAnyNumberOfElementsInOrder(int count) throws IOException {
        try (Spool spool = new Spool()) {
            for (int i = 0; i < count; i++) {
                spool.add(JsonNodeFactory.instance.objectNode().put("id", "event-" + i));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write('[');
            spool.writeTo(out);
            out.write(']');
            JsonNode array = new ObjectMapper().readTree(out.toByteArray());
            assertThat(spool.size()).isEqualTo(count);
            assertThat(array).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(array.path(i).path("id").asText()).isEqualTo("event-" + i);
            }
        }
    }
}
