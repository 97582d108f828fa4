package io.evenkeel.embedding.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.embedding.engine.EmbeddingModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A request for embeddings in OpenAI's shape, checked. Members that this service does not know are ignored.
 *
 * @param texts 1 to {@value #MAX_TEXTS} texts, none of them blank
 * @param base64 whether vectors are wanted as base64 of little-endian float32 instead of numbers
 */
record EmbeddingRequest(List<String> texts, boolean base64) {
    static final int MAX_TEXTS = 2_048;

    EmbeddingRequest {
        texts = List.copyOf(texts);
    }

    /** What reading a request comes to. */
    sealed interface Reading {
        /** A request that can be served. */
        record Readable(EmbeddingRequest request) implements Reading {}

        /** A request that is refused, with the HTTP status. */
        record Refused(int status, Problem problem) implements Reading {}
    }

    static Reading read(JsonNode body, EmbeddingModelId model, int dimensions) {
        if (!body.isObject()) {
            return refused(400, "malformed-request", "Malformed request", "send a JSON object", "");
        }
        JsonNode asked = body.path("model");
        if (!asked.isMissingNode() && !names(model, asked.asText())) {
            return refused(
                    404,
                    "unknown-model",
                    "Unknown model",
                    "this service embeds with " + model.name() + " only",
                    "/model");
        }
        JsonNode width = body.path("dimensions");
        if (!width.isMissingNode() && width.asInt() != dimensions) {
            return refused(
                    422,
                    "unsupported-dimensions",
                    "Unsupported dimensions",
                    model.name() + " has " + dimensions + " dimensions; leave this out",
                    "/dimensions");
        }
        String format = body.path("encoding_format").asText("float");
        if (!Set.of("float", "base64").contains(format)) {
            return refused(
                    422,
                    "unsupported-encoding",
                    "Unsupported encoding",
                    "encoding_format is float or base64",
                    "/encoding_format");
        }
        return readTexts(body.path("input"), format.equals("base64"));
    }

    /** Whether a name is the model's: the identity, or the name with or without who published it. */
    private static boolean names(EmbeddingModelId model, String asked) {
        return asked.equals(model.toString()) || asked.equals(model.name()) || asked.endsWith("/" + model.name());
    }

    private static Reading readTexts(JsonNode input, boolean base64) {
        List<JsonNode> given = new ArrayList<>();
        if (input.isArray()) {
            input.forEach(given::add);
        } else {
            given.add(input);
        }
        if (given.isEmpty() || given.size() > MAX_TEXTS) {
            return refused(
                    422,
                    "wrong-number-of-texts",
                    "Wrong number of texts",
                    "send 1 to " + MAX_TEXTS + " texts, not " + given.size(),
                    "/input");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String pointer = input.isArray() ? "/input/" + i : "/input";
            if (!given.get(i).isTextual()) {
                return refused(
                        422,
                        "not-text",
                        "Not text",
                        "send a string, or an array of strings; no token numbers",
                        pointer);
            }
            if (given.get(i).textValue().isBlank()) {
                return refused(422, "empty-text", "Empty text", "a text without content has no meaning", pointer);
            }
            texts.add(given.get(i).textValue());
        }
        return new Reading.Readable(new EmbeddingRequest(texts, base64));
    }

    private static Reading refused(int status, String code, String title, String detail, String pointer) {
        return new Reading.Refused(status, new Problem(code, title, detail, pointer));
    }
}
