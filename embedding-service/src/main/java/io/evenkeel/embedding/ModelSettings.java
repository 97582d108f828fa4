package io.evenkeel.embedding;

import io.evenkeel.embedding.engine.ModelSpec;
import io.evenkeel.embedding.engine.Pooling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The model that the settings name. */
final class ModelSettings {
    private ModelSettings() {}

    /**
     * The model that ships when nothing, or only its own name, is given; else the one that is described.
     *
     * @throws IllegalArgumentException when the description has gaps or a value is wrong; the message names the settings
     */
    static ModelSpec spec(EmbeddingConfig.Model model) {
        Map<String, Boolean> needed = new LinkedHashMap<>();
        needed.put("EMBEDDING_MODEL_NAME", model.name().isPresent());
        needed.put("EMBEDDING_MODEL_FILE", model.file().isPresent());
        needed.put("EMBEDDING_MODEL_TOKENIZER", model.tokenizer().isPresent());
        needed.put("EMBEDDING_MODEL_DIMENSIONS", model.dimensions().isPresent());
        needed.put("EMBEDDING_MODEL_POOLING", model.pooling().isPresent());
        needed.put("EMBEDDING_MODEL_MAX_TOKENS", model.maxTokens().isPresent());
        boolean prefixed =
                model.passagePrefix().isPresent() || model.queryPrefix().isPresent();
        boolean shipped =
                model.name().orElse(ModelSpec.ALL_MINILM_L6_V2.name()).equals(ModelSpec.ALL_MINILM_L6_V2.name());
        long described = needed.values().stream().filter(given -> given).count();
        if (shipped && !prefixed && described == (model.name().isPresent() ? 1 : 0)) {
            return ModelSpec.ALL_MINILM_L6_V2;
        }
        List<String> missing = needed.entrySet().stream()
                .filter(setting -> !setting.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("a model is described, but these are missing: "
                    + String.join(", ", missing) + "; give them, or none for " + ModelSpec.ALL_MINILM_L6_V2.name());
        }
        return new ModelSpec(
                model.name().orElseThrow(),
                model.file().orElseThrow(),
                model.tokenizer().orElseThrow(),
                model.dimensions().orElseThrow(),
                pooling(model.pooling().orElseThrow()),
                model.maxTokens().orElseThrow(),
                model.passagePrefix().orElse(""),
                model.queryPrefix().orElse(""));
    }

    private static Pooling pooling(String value) {
        Optional<Pooling> pooling = Arrays.stream(Pooling.values())
                .filter(each -> each.toString().equalsIgnoreCase(value))
                .findFirst();
        return pooling.orElseThrow(() ->
                new IllegalArgumentException("EMBEDDING_MODEL_POOLING is \"" + value + "\"; allowed are mean and cls"));
    }
}
