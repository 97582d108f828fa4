package io.evenkeel.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What the demo ingests: the Cranfield collection's 1,400 abstracts on aerodynamics, of which two have no text, and a few
 * reasoning traces. One JSON object a line, the data of {@code document.ingested} and {@code trace.recorded}.
 */
final class Corpus {
    private Corpus() {}

    static List<String> documents() {
        return lines("cranfield.jsonl");
    }

    static List<String> traces() {
        return lines("traces.jsonl");
    }

    private static List<String> lines(String resource) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Corpus.class.getResourceAsStream(resource)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + resource, unreadable);
        }
    }
}
