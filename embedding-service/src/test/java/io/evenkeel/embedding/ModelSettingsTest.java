package io.evenkeel.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.embedding.engine.ModelSpec;
import io.evenkeel.embedding.engine.Pooling;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings as the environment gives them. */
class ModelSettingsTest {
    private static final Map<String, String> E5 = Map.of(
            "EMBEDDING_MODEL_NAME", "e5-small-v2",
            "EMBEDDING_MODEL_FILE", "/models/e5.onnx",
            "EMBEDDING_MODEL_TOKENIZER", "classpath:e5-tokenizer.json",
            "EMBEDDING_MODEL_DIMENSIONS", "384",
            "EMBEDDING_MODEL_POOLING", "Mean",
            "EMBEDDING_MODEL_MAX_TOKENS", "512",
            "EMBEDDING_MODEL_PASSAGE_PREFIX", "passage: ",
            "EMBEDDING_MODEL_QUERY_PREFIX", "query: ");

    @Test
    void nothingGivenIsTheModelThatShips() {
        assertThat(spec(Map.of())).isEqualTo(ModelSpec.ALL_MINILM_L6_V2);
        assertThat(spec(Map.of("EMBEDDING_MODEL_NAME", "all-MiniLM-L6-v2"))).isEqualTo(ModelSpec.ALL_MINILM_L6_V2);
    }

    @Test
    void describesAnotherModelAndKeepsTheBlanksOfItsPrefixes() {
        assertThat(spec(E5))
                .isEqualTo(new ModelSpec(
                        "e5-small-v2",
                        "/models/e5.onnx",
                        "classpath:e5-tokenizer.json",
                        384,
                        Pooling.MEAN,
                        512,
                        "passage: ",
                        "query: "));
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> spec(Map.of("EMBEDDING_MODEL_NAME", "e5", "EMBEDDING_MODEL_FILE", "e5.onnx")))
                .hasMessage("a model is described, but these are missing: EMBEDDING_MODEL_TOKENIZER,"
                        + " EMBEDDING_MODEL_DIMENSIONS, EMBEDDING_MODEL_POOLING, EMBEDDING_MODEL_MAX_TOKENS;"
                        + " give them, or none for all-MiniLM-L6-v2");
        assertThatThrownBy(() -> spec(Map.of("EMBEDDING_MODEL_QUERY_PREFIX", "query: ")))
                .hasMessageContaining("EMBEDDING_MODEL_NAME, EMBEDDING_MODEL_FILE");
    }

    @Test
    void namesTheSettingThatIsWrong() {
        refused("EMBEDDING_MODEL_POOLING", "last", "EMBEDDING_MODEL_POOLING is \"last\"; allowed are mean and cls");
        refused("EMBEDDING_MODEL_MAX_TOKENS", "64", "EMBEDDING_MODEL_MAX_TOKENS must be 128 to 32768, not \"64\"");
        refused("EMBEDDING_MODEL_DIMENSIONS", "2001", "EMBEDDING_MODEL_DIMENSIONS must be 1 to 2000, not \"2001\"");
        refused(
                "EMBEDDING_MODEL_NAME",
                "a@b",
                "EMBEDDING_MODEL_NAME must be up to 100 letters, digits and . _ / -, not \"a@b\"");
    }

    private static void refused(String setting, String value, String message) {
        Map<String, String> settings = new HashMap<>(E5);
        settings.put(setting, value);
        assertThatThrownBy(() -> spec(settings)).hasMessage(message);
    }

    private static ModelSpec spec(Map<String, String> environment) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(EmbeddingConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withDefaultValue("embedding.cache-dir", "cache")
                .withDefaultValue("embedding.instance", "one")
                .build();
        return ModelSettings.spec(config.getConfigMapping(EmbeddingConfig.class).model());
    }
}
