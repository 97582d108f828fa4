package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxEmbedderTest {
    private static final OnnxEmbedder EMBEDDER = SharedModel.EMBEDDER;

    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "a",
            "😀",
            "👨‍👩‍👧 🏳️‍🌈",
            "日本語の文章です。",
            "한국어 中文",
            "x".repeat(1 << 20),
            "\u200b",
            "[SEP]",
            "\n\n");

    @ParameterizedTest
    @CsvSource({
        "That is a happy dog, 0.695",
        "That is a very happy person, 0.943",
        "Today is a sunny day, 0.257",
    })
    void givesThePublishedSimilarities(String other, double published) {
        assertThat(embed("That is a happy person").cosine(embed(other))).isCloseTo(published, within(0.005));
    }

    @Test
    void vectorsHaveLengthOneAndNoNegativeZero() {
        for (Vector vector : EMBEDDER.embed(ODD_TEXTS, Purpose.PASSAGE)) {
            assertThat(vector.dimensions()).isEqualTo(EMBEDDER.dimensions()).isEqualTo(384);
            assertThat(vector.isUsable()).isTrue();
            double squares = 0;
            for (float component : vector.toArray()) {
                assertThat(Float.floatToRawIntBits(component)).isNotEqualTo(Float.floatToRawIntBits(-0.0f));
                squares += (double) component * component;
            }
            assertThat(Math.sqrt(squares)).isCloseTo(1.0, within(1e-5));
        }
    }

    @Test
    void whatTheModelDoesNotSeeIsTheEmptyText() {
        List<Vector> vectors = EMBEDDER.embed(List.of("", " ", "\n\t", "\u200b"), Purpose.PASSAGE);
        assertThat(vectors).containsOnly(vectors.getFirst());
    }

    @Test
    void givesTheSameBitsWhateverTheBatchAndItsOrder() {
        List<String> texts = new ArrayList<>(ODD_TEXTS);
        texts.addAll(texts(30));
        List<Vector> alone = texts.stream().map(OnnxEmbedderTest::embed).toList();
        for (int seed = 0; seed < 2; seed++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
            Collections.shuffle(order, new Random(seed));
            List<Vector> together =
                    EMBEDDER.embed(order.stream().map(texts::get).toList(), Purpose.PASSAGE);
            for (int i = 0; i < order.size(); i++) {
                assertThat(together.get(i)).isEqualTo(alone.get(order.get(i)));
            }
        }
    }

    @Test
    void givesTheSameBitsToEveryThread() throws Exception {
        List<String> texts = texts(8);
        List<Vector> expected = EMBEDDER.embed(texts, Purpose.PASSAGE);
        try (var callers = Executors.newFixedThreadPool(4)) {
            Callable<List<Vector>> call = () -> EMBEDDER.embed(texts, Purpose.QUERY);
            for (Future<List<Vector>> result : callers.invokeAll(Collections.nCopies(6, call))) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void countsTokensUpTo256AndNoFurther() {
        // Two of the tokens are [CLS] and [SEP].
        String of255 = "word ".repeat(253);
        String of256 = "word ".repeat(254);
        String of257 = "word ".repeat(255);
        assertThat(EMBEDDER.countTokens(List.of(of255, of256, of257), Purpose.PASSAGE))
                .containsExactly(255, 256, 256);
        assertThat(embed(of255)).isNotEqualTo(embed(of256));
        assertThat(embed(of257)).isEqualTo(embed(of256));
        assertThat(embed(of255 + "end")).isNotEqualTo(embed(of256));
        assertThat(embed(of256 + "end")).isEqualTo(embed(of256));
        assertThat(embed("word ".repeat(126) + "beyond the limit of the tokenizer's file"))
                .isNotEqualTo(embed("word ".repeat(126)));
    }

    @Test
    void embedsNothing() {
        assertThat(EMBEDDER.embed(List.of(), Purpose.QUERY)).isEmpty();
    }

    @Test
    void queriesGoBeforeBulkWorkThatHasNotBegun() throws Exception {
        List<String> bulk = Collections.nCopies(30, "word ".repeat(250));
        try (var callers = Executors.newSingleThreadExecutor()) {
            Future<List<Vector>> slow = callers.submit(() -> EMBEDDER.embed(bulk, Purpose.PASSAGE));
            EMBEDDER.embed(List.of("a query"), Purpose.QUERY);
            assertThat(slow.isDone()).isFalse();
            assertThat(slow.get()).hasSize(bulk.size());
        }
    }

    @Test
    void saysWhatMadeTheVectors() {
        assertThat(EMBEDDER.model().toString()).matches("all-MiniLM-L6-v2@[0-9a-f]{16}");
        assertThat(EMBEDDER.provenance().model()).isEqualTo(EMBEDDER.model().toString());
        assertThat(EMBEDDER.provenance().engine()).startsWith("onnxruntime 1.");
        assertThat(EMBEDDER.provenance().optimisation()).isEqualTo("BASIC_OPT");
        assertThat(EMBEDDER.provenance().device()).isEqualTo("cpu");
    }

    @Test
    void refusesCudaWhereThereIsNoneAndSaysWhatToDo() {
        assumeThat(Cards.in(Path.of("/")).count()).as("cards of this machine").isZero();
        DevicePreference cuda = DevicePreference.parse("cuda");
        assertThatThrownBy(() -> load(cuda))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageStartingWith("EMBEDDING_DEVICE is cuda:0, but ")
                .hasMessageContaining("profile cuda");
    }

    @Test
    void takesTheCpuWhereThereIsNoCard() {
        assumeThat(Cards.in(Path.of("/")).count()).as("cards of this machine").isZero();
        try (OnnxEmbedder automatic = load(new DevicePreference.Auto())) {
            assertThat(automatic.device()).isEqualTo("cpu");
            assertThat(automatic.whyNoCard()).isNull();
            assertThat(automatic.embed(List.of("a"), Purpose.QUERY)).containsExactly(embed("a"));
        }
    }

    private static OnnxEmbedder load(DevicePreference device) {
        return OnnxEmbedder.load(ModelSpec.ALL_MINILM_L6_V2, device, Path.of("target", "model-cache"));
    }

    private static Vector embed(String text) {
        return EMBEDDER.embed(List.of(text), Purpose.QUERY).getFirst();
    }

    private static List<String> texts(int count) {
        Random random = new Random(7);
        return IntStream.range(0, count)
                .mapToObj(i -> "text " + i + " of some words, ".repeat(random.nextInt(1, 50)))
                .toList();
    }
}
