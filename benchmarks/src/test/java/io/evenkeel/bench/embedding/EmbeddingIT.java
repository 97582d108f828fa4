package io.evenkeel.bench.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Report.Limit;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.engine.DevicePreference;
import io.evenkeel.embedding.engine.ModelSpec;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class EmbeddingIT {
    private static final int TEXTS = 12;
    private static final Path HOME = Path.of(System.getProperty("evenkeel.home", ".."));

    @Test
    @EnabledIfSystemProperty(
            named = "evenkeel.faults",
            matches = "full",
            disabledReason = "OnnxEmbedderTest and EmbeddingServiceIT always run")
    void everyContenderMakesTheSameVectors() throws Exception {
        Tournament smoke = new Tournament(1, false, line -> {});
        try (BenchServers servers = BenchServers.in(List.of(Path.of("target")));
                OnnxEmbedder embedder = OnnxEmbedder.load(
                        ModelSpec.ALL_MINILM_L6_V2, DevicePreference.parse("cpu"), Path.of("target", "model"));
                EmbeddingContests contests = new EmbeddingContests(embedder, smoke);
                ServiceInstance service = ServiceInstance.start(servers, HOME)) {

            assertThat(List.of(
                            contests.bulk(TEXTS, EmbeddingContests.LONG, 1),
                            contests.single(TEXTS, EmbeddingContests.SHORT),
                            contests.throughKafka(service, TEXTS, EmbeddingContests.LONG)))
                    .flatExtracting(Results::verdicts)
                    .hasSize(8)
                    .allSatisfy(verdict -> assertThat(verdict.ratio().median()).isPositive());
            assertThat(EmbeddingContests.memory(service))
                    .extracting(Limit::value)
                    .allSatisfy(megabytes -> assertThat(megabytes).isGreaterThan(100));
        }
    }

    @Test
    void countsNoVectorThatPointsElsewhere() {
        Work work = new Work(List.of("a text"), 20, List.of(Vector.of(1, 0)));

        assertThatThrownBy(() -> work.check("peer", List.of(Vector.of(1, 0.01f))))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("a text");
        assertThatThrownBy(() -> work.check("peer", List.of())).isInstanceOf(BenchFailure.class);
    }

    @Test
    void cutsTextsOfTheLengthAskedFor() {
        // A word a token, as far as this test is concerned.
        Abstracts abstracts = new Abstracts(text -> text.split(" ").length + 2);

        assertThat(abstracts.texts(3, 20))
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text.split(" ")).hasSize(18));
    }

    @Test
    void countsTheModelsOperations() {
        // 2 x 6 layers x 4 tokens x (4 x 384 x 384 + 2 x 384 x 1,536 + 2 x 4 x 384)
        assertThat(MatrixRate.operations(4)).isEqualTo(85_082_112L);
    }
}
