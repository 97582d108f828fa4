package io.evenkeel.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15.BgeSmallEnV15EmbeddingModel;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A second real model, of another kind: the first token's state, 512 tokens, a prefix for queries. */
class BgeSmallTest {
    private static final String QUERY = "Represent this sentence for searching relevant passages: ";

    private static OnnxEmbedder bge;

    @BeforeAll
    static void load() {
        bge = SharedModel.load(new ModelSpec(
                "bge-small-en-v1.5",
                "classpath:bge-small-en-v1.5.onnx",
                "classpath:bge-small-en-v1.5-tokenizer.json",
                384,
                Pooling.CLS,
                512,
                "",
                QUERY));
    }

    @AfterAll
    static void close() {
        bge.close();
    }

    @Test
    void givesTheVectorsOfAnotherImplementation() {
        var other = new BgeSmallEnV15EmbeddingModel();
        List<String> texts =
                List.of("a", "The treaty was signed in 1648.", "word ".repeat(400), "naïve 日本語 😀", QUERY + "peace");
        List<Vector> ours = bge.embed(texts, Purpose.PASSAGE);
        for (int i = 0; i < texts.size(); i++) {
            Vector theirs = Vector.of(
                    other.embed(TextSegment.from(texts.get(i))).content().vector());
            assertThat(ours.get(i).cosine(theirs)).isGreaterThan(0.999999);
        }
        assertThat(bge.embed(List.of("peace"), Purpose.QUERY)).containsExactly(ours.getLast());
    }

    @Test
    void findsThePassageThatAnswers() {
        List<Vector> passages = bge.embed(
                List.of(
                        "The treaty of Westphalia ended the Thirty Years' War.",
                        "Bread rises because yeast makes carbon dioxide.",
                        "The moon has no atmosphere to speak of."),
                Purpose.PASSAGE);
        Vector query =
                bge.embed(List.of("why does dough get bigger"), Purpose.QUERY).getFirst();
        assertThat(query.cosine(passages.get(1)))
                .isGreaterThan(query.cosine(passages.get(0)) + 0.1)
                .isGreaterThan(query.cosine(passages.get(2)) + 0.1);
    }

    @Test
    void takes512TokensAndChunksOfThem() {
        List<Vector> vectors = bge.embed(
                List.of("word ".repeat(509) + "end", "word ".repeat(510), "word ".repeat(511)), Purpose.PASSAGE);
        assertThat(vectors.get(1)).isEqualTo(vectors.get(2)).isNotEqualTo(vectors.get(0));
        Chunking.Split split =
                (Chunking.Split) bge.chunker(Chunker.Limits.of(512, 32, 10_000)).chunk("word ".repeat(511));
        assertThat(split.chunks()).hasSize(2).first().extracting(Chunk::tokens).isEqualTo(512);
    }

    @Test
    void hasAnIdentityOfItsOwn() {
        assertThat(bge.model().toString()).matches("bge-small-en-v1\\.5@[0-9a-f]{16}");
        assertThat(bge.provenance().model()).isEqualTo(bge.model().toString());
    }
}
