package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
        List<Vector> vectors = EMBEDDER.embed(
                List.of("", " ", "a", "😀", "日本語", "x".repeat(100_000), "\u200b", "[SEP]"), Purpose.PASSAGE);
        for (Vector vector : vectors) {
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
    void givesTheSameBitsWhateverTheBatchAndItsOrder() {
        List<String> texts = texts(40);
        List<Vector> alone = texts.stream().map(OnnxEmbedderTest::embed).toList();
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
        Collections.shuffle(order, new Random(11));
        List<Vector> together = EMBEDDER.embed(order.stream().map(texts::get).toList(), Purpose.PASSAGE);
        for (int i = 0; i < order.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(order.get(i)));
        }
    }

    @Test
    void givesTheSameBitsToEveryThread() throws Exception {
        List<String> texts = texts(12);
        List<Vector> expected = EMBEDDER.embed(texts, Purpose.PASSAGE);
        try (var callers = Executors.newFixedThreadPool(4)) {
            Callable<List<Vector>> call = () -> EMBEDDER.embed(texts, Purpose.QUERY);
            for (Future<List<Vector>> result : callers.invokeAll(Collections.nCopies(8, call))) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void countsTokensUpTo256AndNoFurther() {
        String full = "word ".repeat(254);
        assertThat(embed(full + "and more of it")).isEqualTo(embed(full));
        assertThat(embed("word ".repeat(253) + "end")).isNotEqualTo(embed(full));
        assertThat(embed("word ".repeat(126) + "beyond the limit of the tokenizer's file"))
                .isNotEqualTo(embed("word ".repeat(126)));
    }

    @Test
    void embedsNothing() {
        assertThat(EMBEDDER.embed(List.of(), Purpose.QUERY)).isEmpty();
    }

    @Test
    void queriesGoBeforeBulkWorkThatHasNotBegun() throws Exception {
        List<String> bulk = Collections.nCopies(60, "word ".repeat(250));
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
        DevicePreference cuda = DevicePreference.parse("cuda");
        assertThatThrownBy(() -> OnnxEmbedder.load(ModelSpec.ALL_MINILM_L6_V2, cuda, Path.of("target", "model-cache")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("profile cuda")
                .hasMessageContaining("EMBEDDING_DEVICE");
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
