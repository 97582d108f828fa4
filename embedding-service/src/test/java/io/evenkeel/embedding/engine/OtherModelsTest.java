package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other kinds, small ones made for the test, with the tokenizer that ships. */
class OtherModelsTest {
    private static final String TOKENIZER = ModelSpec.ALL_MINILM_L6_V2.tokenizer();

    @TempDir
    private Path folder;

    @Test
    void poolsStatesOf1024ComponentsByTheirMean() {
        Path file = new TinyModel(1024).write(folder);
        try (OnnxEmbedder embedder = SharedModel.load(spec(file, 1024, Pooling.MEAN))) {
            assertThat(embedder.dimensions()).isEqualTo(1024);
            // [CLS] word [SEP]
            expect(embedder.embed(List.of("word"), Purpose.PASSAGE).getFirst(), 101, 2773, 102);
        }
    }

    @Test
    void takesTheFirstStateWhereTheModelIsTrainedSo() {
        Path file = new TinyModel(64).write(folder);
        try (OnnxEmbedder embedder = SharedModel.load(spec(file, 64, Pooling.CLS))) {
            expect(embedder.embed(List.of("word"), Purpose.PASSAGE).getFirst(), 101);
        }
    }

    @Test
    void takesAModelWithTokenTypes() {
        Path file = new TinyModel(8)
                .inputs("token_type_ids", "attention_mask", "input_ids")
                .write(folder);
        try (OnnxEmbedder embedder = SharedModel.load(spec(file, 8, Pooling.CLS))) {
            expect(embedder.embed(List.of("word"), Purpose.PASSAGE).getFirst(), 101);
        }
    }

    @Test
    void putsPrefixesBeforeTexts() {
        ModelSpec plain = ModelSpec.ALL_MINILM_L6_V2;
        ModelSpec prefixed = new ModelSpec(
                plain.name(), plain.file(), plain.tokenizer(), 384, Pooling.MEAN, 256, "passage: ", "query: ");
        try (OnnxEmbedder embedder = SharedModel.load(prefixed)) {
            Vector passage = embedder.embed(List.of("a text"), Purpose.PASSAGE).getFirst();
            Vector query = embedder.embed(List.of("a text"), Purpose.QUERY).getFirst();
            assertThat(List.of(passage, query))
                    .isEqualTo(
                            SharedModel.EMBEDDER.embed(List.of("passage: a text", "query: a text"), Purpose.PASSAGE));
            assertThat(embedder.model()).isNotEqualTo(SharedModel.EMBEDDER.model());
            assertThat(embedder.countTokens(List.of("a text"), Purpose.QUERY)).containsExactly(6);

            CachingEmbedder cached = new CachingEmbedder(embedder, 10);
            assertThat(cached.embed(List.of("a text"), Purpose.PASSAGE)).containsExactly(passage);
            assertThat(cached.embed(List.of("a text"), Purpose.QUERY)).containsExactly(query);

            Chunking chunking = embedder.chunker(Chunker.Limits.DEFAULT).chunk("word ".repeat(260));
            Chunk first = ((Chunking.Split) chunking).chunks().getFirst();
            assertThat(first.tokens()).isEqualTo(256);
            assertThat(embedder.countTokens(List.of(first.text()), Purpose.PASSAGE))
                    .containsExactly(256);
            assertThat(first.text().split(" ")).hasSize(252);
        }
    }

    @Test
    void refusesOtherDimensionsThanTheModelHas() {
        Path file = new TinyModel(16).write(folder);
        refused(
                spec(file, 384, Pooling.MEAN),
                "EMBEDDING_MODEL_DIMENSIONS is 384, but " + file + " gives vectors of 16; set it to 16");
    }

    @Test
    void refusesAModelWithOtherInputs() {
        Path file = new TinyModel(16)
                .inputs("input_ids", "attention_mask", "position_ids")
                .write(folder);
        refused(
                spec(file, 16, Pooling.MEAN),
                file + " takes [attention_mask, input_ids, position_ids]; expected is an encoder that takes input_ids");
    }

    @Test
    void refusesAModelThatGivesNoStates() {
        Path file = new TinyModel(16).pooled().write(folder);
        refused(
                spec(file, 16, Pooling.MEAN),
                file + " gives [last_hidden_state (1, 16) float32] for one text of ",
                "expected is last_hidden_state, one float32 vector a token");
    }

    @Test
    void refusesMoreTokensThanTheModelRuns() {
        Path file = new TinyModel(16).longest(200).write(folder);
        refused(
                spec(file, 16, Pooling.MEAN),
                "EMBEDDING_MODEL_MAX_TOKENS is 256, but " + file + " does not run a text of 256 tokens");
    }

    @Test
    void refusesAModelWhoseVectorsDependOnTheBatch() {
        Path file = new TinyModel(16).dependsOnTheBatch().write(folder);
        refused(spec(file, 16, Pooling.MEAN), file + " gives a text another vector when it has others beside it");
    }

    @Test
    void refusesFilesThatAreNone() throws IOException {
        Path text = Files.writeString(folder.resolve("model.onnx"), "not a model");
        refused(spec(text, 16, Pooling.MEAN), "EMBEDDING_MODEL_FILE is \"" + text + "\"", "no ONNX model");
        refused(
                spec(folder.resolve("absent.onnx"), 16, Pooling.MEAN),
                "EMBEDDING_MODEL_FILE is \"" + folder.resolve("absent.onnx") + "\", which cannot be read");
        Path tiny = new TinyModel(16).write(folder);
        refused(
                new ModelSpec("tiny", tiny.toString(), text.toString(), 16, Pooling.MEAN, 256, "", ""),
                text + " is no tokenizer");
        refused(
                new ModelSpec("tiny", "classpath:absent.onnx", TOKENIZER, 16, Pooling.MEAN, 256, "", ""),
                "EMBEDDING_MODEL_FILE is \"classpath:absent.onnx\", which cannot be read",
                "no such resource on the class path");
    }

    @Test
    void countsWeightsInFilesOfTheirOwnAsTheModels() throws IOException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Path apart = Files.createDirectory(folder.resolve("apart"));
        Path file = new TinyModel(16).weightsIn("tiny.onnx_data").write(apart);
        assertThat(ExternalWeights.of(file)).containsExactly("tiny.onnx_data");
        assertThat(ExternalWeights.of(new TinyModel(16).write(whole))).isEmpty();
        Path cache = folder.resolve("cache");
        ModelSpec spec = spec(file, 16, Pooling.MEAN);
        try (OnnxEmbedder embedder = SharedModel.load(spec)) {
            expect(embedder.embed(List.of("word"), Purpose.PASSAGE).getFirst(), 101, 2773, 102);
        }
        String before = ModelFiles.of(spec, cache).modelSha256();
        byte[] weights = Files.readAllBytes(apart.resolve("tiny.onnx_data"));
        weights[0] ^= 1;
        Files.write(apart.resolve("tiny.onnx_data"), weights);
        assertThat(ModelFiles.of(spec, cache).modelSha256()).isNotEqualTo(before);
        Files.delete(apart.resolve("tiny.onnx_data"));
        refused(spec, "EMBEDDING_MODEL_FILE is \"" + file + "\", but " + apart.resolve("tiny.onnx_data"));
    }

    private static void refused(ModelSpec spec, String start) {
        refused(spec, start, "");
    }

    private static void refused(ModelSpec spec, String start, String part) {
        assertThatThrownBy(() -> SharedModel.load(spec))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageStartingWith(start)
                .hasMessageContaining(part);
    }

    private static ModelSpec spec(Path file, int dimensions, Pooling pooling) {
        return new ModelSpec("tiny", file.toString(), TOKENIZER, dimensions, pooling, 256, "", "");
    }

    /** Compares with the mean of the states, calculated from the tokens that count. */
    private static void expect(Vector vector, int... tokens) {
        double[] mean = new double[vector.dimensions()];
        double squares = 0;
        for (int i = 0; i < mean.length; i++) {
            for (int token : tokens) {
                mean[i] += Math.sin((float) (token * TinyModel.frequency(i))) / tokens.length;
            }
            squares += mean[i] * mean[i];
        }
        for (int i = 0; i < mean.length; i++) {
            assertThat((double) vector.component(i)).isCloseTo(mean[i] / Math.sqrt(squares), within(1e-5));
        }
    }
}
