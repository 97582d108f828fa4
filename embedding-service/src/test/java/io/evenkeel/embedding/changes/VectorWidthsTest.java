package io.evenkeel.embedding.changes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.embedding.engine.SharedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorWidthsTest {

    @Test
    void theShippedPacksFitTheShippedModel() {
        assertThatCode(() -> VectorWidths.check(Catalogue.shipped(), SharedModel.EMBEDDER))
                .doesNotThrowAnyException();
    }

    @Test
    void namesEachColumnThatDiffersAndBothNumbers(@TempDir Path folder) throws IOException {
        Path pack = Files.writeString(folder.resolve("wide.yaml"), """
                pack: wide
                entities:
                  notes:
                    key: id
                    columns: {id: text, body: text, body_vector: "vector(1024)?"}
                    vector: {column: body_vector, text: body}
                  pictures:
                    key: id
                    columns: {id: text, fingerprint: "vector(7)?"}
                """);
        Catalogue catalogue = Catalogue.load(List.of(pack));
        assertThatThrownBy(() -> VectorWidths.check(catalogue, SharedModel.EMBEDDER))
                .hasMessage("pack wide, entity notes, column body_vector is vector(1024), but the vectors of "
                        + "all-MiniLM-L6-v2@184a12d715c63b37 have 384 dimensions; write vector(384) there"
                        + " (EVENKEEL_PACKS), or take a model that fits (EMBEDDING_MODEL_NAME and its like)");
    }
}
