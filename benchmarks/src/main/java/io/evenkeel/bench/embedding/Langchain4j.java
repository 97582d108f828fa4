package io.evenkeel.bench.embedding;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import io.evenkeel.contract.value.Vector;
import java.util.List;

/** langchain4j's model in the process, with the same weights and the threads it takes by itself. */
final class Langchain4j implements InProcess.Engine {
    private final AllMiniLmL6V2EmbeddingModel model = new AllMiniLmL6V2EmbeddingModel();

    @Override
    public List<Vector> embed(List<String> texts) {
        return model.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
                .map(embedding -> Vector.of(embedding.vector()))
                .toList();
    }
}
