package io.evenkeel.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLinesTest {

    @Test
    void skipsBlankLinesAndNeedsNoNewlineAtTheEnd() throws IOException {
        assertThat(read("\r\n{\"id\":\"a\"}\r\n  \n\t{\"id\":\"b\"}\n{\"id\":\"c\"}", 100))
                .containsExactly("a", "b", "c");
        assertThat(read("", 100)).isEmpty();
        assertThat(read("\n \n", 100)).isEmpty();
    }

    @Test
    void passesOverLinesThatAreTooLongAndGoesOn() throws IOException {
        assertThat(read("{\"id\":\"a\"}\n{\"id\":\"" + "x".repeat(100) + "\"}\n{\"id\":\"b\"}\n", 50))
                .containsExactly("a", "event-too-large", "b");
    }

    @Test
    void reportsWhatIsNotAnEvent() throws IOException {
        assertThat(read("{\n[]\n{\"id\":\"a\",\"id\":\"b\"}\n{\"subject\":{}}\n{\"data_base64\":\"e30=\"}\n", 100))
                .containsExactly(
                        "malformed-json", "wrong-type", "duplicate-key", "invalid-attribute", "invalid-attribute");
    }

    private static List<String> read(String lines, int maxLine) throws IOException {
        EventLines reader = new EventLines(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), maxLine);
        List<String> read = new ArrayList<>();
        Arrival arrival = reader.next();
        while (arrival != null) {
            read.add(
                    switch (arrival) {
                        case Arrival.Parsed parsed ->
                            parsed.envelope().attributes().getOrDefault("id", "?");
                        case Arrival.Unparsed unparsed -> unparsed.problem().code();
                    });
            arrival = reader.next();
        }
        return read;
    }
}
