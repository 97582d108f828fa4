package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.embedding.engine.EmbeddingModelId.Ingredients;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddingModelIdTest {

    @Test
    void isTheSameForTheShippedModelEverywhere() {
        assertThat(SharedModel.EMBEDDER.model().toString()).isEqualTo("all-MiniLM-L6-v2@184a12d715c63b37");
    }

    @Test
    void changesWithEveryIngredient() {
        List<EmbeddingModelId> ids = Stream.of(
                        new Ingredients("a", "b", "mean", "l2", 256, "fp32", "", ""),
                        new Ingredients("b", "b", "mean", "l2", 256, "fp32", "", ""),
                        new Ingredients("a", "c", "mean", "l2", 256, "fp32", "", ""),
                        new Ingredients("a", "b", "cls", "l2", 256, "fp32", "", ""),
                        new Ingredients("a", "b", "mean", "none", 256, "fp32", "", ""),
                        new Ingredients("a", "b", "mean", "l2", 128, "fp32", "", ""),
                        new Ingredients("a", "b", "mean", "l2", 256, "int8", "", ""),
                        new Ingredients("a", "b", "mean", "l2", 256, "fp32", "p: ", ""),
                        new Ingredients("a", "b", "mean", "l2", 256, "fp32", "", "p: "),
                        new Ingredients("a", "b", "mean", "l2", 256, "fp32", "p: ", "p: "),
                        new Ingredients("a", "b", "mean", "l2", 256, "fp32", "p:", ""))
                .map(ingredients -> EmbeddingModelId.of("model", ingredients))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }
}
