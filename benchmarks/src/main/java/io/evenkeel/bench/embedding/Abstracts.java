package io.evenkeel.bench.embedding;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** Texts of a length that is counted in tokens, cut out of the abstracts of the sample corpus. */
final class Abstracts {
    private static final String CORPUS = "/io/evenkeel/cli/cranfield.jsonl";

    private final List<String> words;
    private final ToIntFunction<String> tokens;

    /** @param tokens how many tokens the model sees of a text, special tokens included */
    Abstracts(ToIntFunction<String> tokens) {
        this.tokens = tokens;
        words = words();
    }

    /**
     * The first so many texts, one behind the other in the corpus.
     *
     * @param length the tokens of each, special tokens included; one or two less where its next word does not fit
     */
    List<String> texts(int count, int length) {
        List<String> texts = new ArrayList<>(count);
        int from = 0;
        while (texts.size() < count) {
            int to = end(from, length);
            texts.add(text(from, to));
            from = to;
        }
        return texts;
    }

    /** Past the last word of the longest text that has no more tokens. */
    private int end(int from, int length) {
        int fits = from + 1;
        int tooLong = from + length;
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) / 2;
            if (tokens.applyAsInt(text(from, middle)) <= length) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return fits;
    }

    private String text(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : " ").append(words.get(i % words.size()));
        }
        return text.toString();
    }

    private static List<String> words() {
        ObjectMapper json = new ObjectMapper();
        List<String> words = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Abstracts.class.getResourceAsStream(CORPUS), CORPUS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                words.addAll(Arrays.asList(
                        json.readTree(line).path("text").asText().strip().split("\\s+")));
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
