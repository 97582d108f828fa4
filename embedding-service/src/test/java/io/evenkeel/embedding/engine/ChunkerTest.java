package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.embedding.engine.Chunker.Limits;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
    private static final Chunker CHUNKER = SharedModel.EMBEDDER.chunker(Limits.DEFAULT);

    @ParameterizedTest
    @CsvSource({"253, 1", "254, 1", "255, 2"})
    void splitsWhenTheModelWouldCut(int words, int chunks) {
        List<Chunk> split = split("word ".repeat(words));
        assertThat(split).hasSize(chunks);
        assertThat(split.getFirst().tokens()).isEqualTo(Math.min(256, words + 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n\t \u00a0", "\u200b", "\u200b \u200d"})
    void findsNothingInTextThatTheModelDoesNotSee(String blank) {
        assertThat(split(blank)).isEmpty();
    }

    @Test
    void leavesTheSpacesAroundATextOut() {
        assertThat(split("  one word\n")).containsExactly(new Chunk(0, 2, 10, 4, "one word"));
    }

    @Test
    void countsCodePoints() {
        List<Chunk> split = split("😀 " + "日本語".repeat(100));
        assertThat(split).hasSize(2);
        assertThat(split.getLast().end()).isEqualTo(302);
    }

    @Test
    void endsAtAParagraphRatherThanASentence() {
        String first = sentence(15).repeat(12).strip();
        String text = first + "\n\n" + sentence(15).repeat(12);
        assertThat(split(text).getFirst().text()).isEqualTo(first);
    }

    @Test
    void endsAtASentenceRatherThanAWord() {
        for (Chunk chunk : split(sentence(17).repeat(60).strip())) {
            assertThat(chunk.text()).endsWith(".").startsWith("Some");
        }
    }

    @Test
    void endsAtASentenceWithoutSpaces() {
        List<Chunk> split = split("日本語の文章です。".repeat(80));
        assertThat(split)
                .hasSizeGreaterThan(2)
                .allSatisfy(chunk -> assertThat(chunk.text()).endsWith("。"));
    }

    @Test
    void repeatsTheEndOfTheChunkBefore() {
        List<Chunk> split = split(numbered(600));
        for (int i = 1; i < split.size(); i++) {
            String repeated = numbered(600)
                    .substring(split.get(i).start(), split.get(i - 1).end());
            assertThat(tokens(repeated)).isBetween(20, Limits.DEFAULT.overlapTokens());
        }
    }

    @Test
    void cutsAWordWithoutEnd() {
        List<Chunk> split = split("x".repeat(1 << 20));
        assertThat(split).hasSize(256);
        assertThat(split.stream().map(Chunk::text).collect(Collectors.joining()))
                .hasSize(1 << 20);
    }

    @Test
    void refusesATextThatIsTooLong() {
        Chunker small = SharedModel.EMBEDDER.chunker(new Limits(256, 32, 4_096, 1_000));
        assertThat(small.chunk("word ".repeat(1_000))).isInstanceOf(Chunking.Split.class);
        assertThat(small.chunk("word ".repeat(1_001))).isEqualTo(new Chunking.TooLong(1_000));
        assertThat(CHUNKER.chunk("!".repeat(1 << 20))).isEqualTo(new Chunking.TooLong(200_000));
    }

    @Test
    void namesTheLimitThatIsWrong() {
        assertThatThrownBy(() -> new Limits(127, 0, 4_096, 1_000))
                .hasMessage("chunk tokens must be at least 128, not 127");
        Limits more = Limits.of(300, 32, 1_000);
        assertThatThrownBy(() -> SharedModel.EMBEDDER.chunker(more))
                .hasMessage("chunk tokens must be 128 to 256, not 300");
        assertThatThrownBy(() -> new Limits(128, 33, 4_096, 1_000)).hasMessageStartingWith("overlap tokens");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void holdsItsPromisesForAnyText(long seed) {
        Random random = new Random(seed);
        String text = randomText(random);
        Limits limits = new Limits(128, random.nextInt(33), 512, 200_000);
        Chunker chunker = SharedModel.EMBEDDER.chunker(limits);
        List<Chunk> chunks = ((Chunking.Split) chunker.chunk(text)).chunks();
        assertThat(((Chunking.Split) chunker.chunk(text)).chunks()).isEqualTo(chunks);

        int[] characters = text.codePoints().toArray();
        int covered = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            assertThat(chunk.index()).isEqualTo(i);
            assertThat(chunk.text()).isEqualTo(new String(characters, chunk.start(), chunk.end() - chunk.start()));
            assertThat(chunk.tokens()).isEqualTo(tokens(chunk.text()) + 2).isBetween(3, limits.chunkTokens());
            assertThat(chunk.end() - chunk.start()).isLessThanOrEqualTo(limits.chunkCharacters());
            assertThat(chunk.end()).isGreaterThan(covered);
            if (chunk.start() > covered) {
                assertThat(tokens(new String(characters, covered, chunk.start() - covered)))
                        .as("what lies between chunks, from " + covered)
                        .isZero();
            }
            covered = chunk.end();
        }
        assertThat(tokens(new String(characters, covered, characters.length - covered)))
                .isZero();
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    private static String randomText(Random random) {
        List<String> pieces = List.of(
                "word",
                "embedding",
                "naïve",
                "e\u0301clair",
                "日本語",
                "한국어",
                "😀",
                "👨‍👩‍👧",
                "don't",
                "U.S.",
                "x".repeat(150),
                "ab".repeat(45),
                "\u200b",
                "\u00ad",
                "\u001c",
                "中文。",
                "https://example.org/a?b=c",
                "(1.5)");
        List<String> spaces = List.of(" ", " ", " ", "", "\n", "\n\n", ". ", "\t", "\u00a0", "\u2028");
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(1, 700);
        for (int i = 0; i < length; i++) {
            text.append(pieces.get(random.nextInt(pieces.size())));
            text.append(spaces.get(random.nextInt(spaces.size())));
        }
        return text.toString();
    }

    private static List<Chunk> split(String text) {
        return ((Chunking.Split) CHUNKER.chunk(text)).chunks();
    }

    private static int tokens(String text) {
        return ((Chunking.Split) CHUNKER.chunk(text))
                .chunks().stream().mapToInt(chunk -> chunk.tokens() - 2).sum();
    }

    private static String sentence(int tokens) {
        return "Some " + "more ".repeat(tokens - 3) + "words. ";
    }

    private static String numbered(int words) {
        return "one two three four five six ".repeat(words / 6);
    }
}
