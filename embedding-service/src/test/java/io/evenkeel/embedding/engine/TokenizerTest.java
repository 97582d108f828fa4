package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.embedding.engine.Tokenizer.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer of another family than the shipped one: SentencePiece's, as multilingual models have. */
class TokenizerTest {
    private static final String POST_PROCESSOR = """
            {"type": "TemplateProcessing",
             "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                        {"SpecialToken": {"id": "</s>", "type_id": 0}}],
             "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
             "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                                "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}}
            """;

    @TempDir
    private Path folder;

    @Test
    void measuresWhatTheTokenizerAdds() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(file(POST_PROCESSOR), spec("p: "))) {
            assertThat(tokenizer.tokens(List.of("", "ab")))
                    .containsExactly(new long[] {0, 2}, new long[] {0, 4, 5, 6, 2});
            assertThat(tokenizer.passageOverhead())
                    .isEqualTo(tokenizer.tokens(List.of("p: ")).getFirst().length);
        }
    }

    @Test
    void cutsWhatHasNoSpacesIntoWordsThatFit() throws IOException {
        String text = "ab".repeat(300);
        try (Tokenizer tokenizer = Tokenizer.open(file(POST_PROCESSOR), spec(""))) {
            List<Word> words = tokenizer.words(text);
            assertThat(words).hasSizeGreaterThan(5).allMatch(word -> word.tokens() <= Tokenizer.WORD_TOKENS);
            Chunker chunker = new Chunker(tokenizer, Chunker.Limits.of(128, 0, 10_000));
            List<Chunk> chunks = ((Chunking.Split) chunker.chunk(text)).chunks();
            assertThat(chunks.stream().map(Chunk::text).collect(Collectors.joining()))
                    .isEqualTo(text);
            assertThat(chunks)
                    .allSatisfy(chunk -> assertThat(
                                    tokenizer.tokens(List.of(chunk.text())).getFirst().length)
                            .isLessThanOrEqualTo(128));
        }
    }

    @Test
    void refusesOneThatAddsNothing() throws IOException {
        Path file = file("null");
        assertThatThrownBy(() -> Tokenizer.open(file, spec("")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageStartingWith(file + " puts no token before or after a text");
    }

    @Test
    void refusesChunksThatTheModelDoesNotTake() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(file(POST_PROCESSOR), spec("ab".repeat(30)))) {
            int fewest = Tokenizer.WORD_TOKENS + tokenizer.passageOverhead();
            assertThatThrownBy(() -> new Chunker(tokenizer, Chunker.Limits.of(128, 0, 1_000)))
                    .hasMessage("chunk tokens must be " + fewest + " to 200, not 128");
        }
    }

    private static ModelSpec spec(String passagePrefix) {
        return new ModelSpec("pieces", "unused", "unused", 8, Pooling.MEAN, 200, passagePrefix, "");
    }

    private Path file(String postProcessor) throws IOException {
        return Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
                 "post_processor": %s, "decoder": null,
                 "model": {"type": "Unigram", "unk_id": 3, "byte_fallback": false,
                           "vocab": [["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", -20], ["▁", -1], ["a", -2], ["b", -2]]}}
                """.formatted(postProcessor));
    }
}
