package io.evenkeel.embedding.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.embedding.changes.EventConsumer;
import io.evenkeel.embedding.engine.CachingEmbedder;
import io.evenkeel.embedding.engine.Embedder.Purpose;
import io.evenkeel.embedding.engine.EmbeddingException;
import io.evenkeel.embedding.engine.OnnxEmbedder;
import io.evenkeel.kit.Problems;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;

/** Embeddings for queries, which go before all bulk work; OpenAI's request and response shape. */
@Path("/v1/embeddings")
public class EmbeddingsResource {
    private static final Logger LOG = Logger.getLogger(EmbeddingsResource.class);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final OnnxEmbedder model;
    private final CachingEmbedder embedder;
    private final EventConsumer events;

    EmbeddingsResource(OnnxEmbedder model, CachingEmbedder embedder, EventConsumer events) {
        this.model = model;
        this.embedder = embedder;
        this.events = events;
    }

    /**
     * Embeds one text or several, as queries; {@code model} in the answer is the full identity, as in {@code embedding_model}.
     * Unavailable while the log's vectors are another model's: nothing would be found by such a query.
     */
    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public ObjectNode embed(JsonNode body) {
        String otherModel = events.otherModel();
        if (otherModel != null) {
            throw Problems.unavailable("other-model", otherModel, Duration.ofSeconds(10));
        }
        return switch (EmbeddingRequest.read(body, model.model(), model.dimensions())) {
            case EmbeddingRequest.Reading.Refused refused ->
                throw Problems.of(refused.status(), refused.problem()).build();
            case EmbeddingRequest.Reading.Readable readable -> answer(readable.request());
        };
    }

    private List<Vector> embed(List<String> texts) {
        try {
            return embedder.embed(texts, Purpose.QUERY);
        } catch (EmbeddingException failed) {
            LOG.error("embedding a query failed", failed);
            throw Problems.unavailable(
                    "embedding-failed", "the model did not answer; see the service's log", Duration.ofSeconds(1));
        }
    }

    private ObjectNode answer(EmbeddingRequest request) {
        List<Vector> vectors = embed(request.texts());
        ArrayNode data = JSON.arrayNode();
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
            if (request.base64()) {
                byte[] bytes = vectors.get(i).toBytes(ByteOrder.LITTLE_ENDIAN);
                item.put("embedding", Base64.getEncoder().encodeToString(bytes));
            } else {
                ArrayNode numbers = item.putArray("embedding");
                for (float component : vectors.get(i).toArray()) {
                    numbers.add(component);
                }
            }
        }
        int tokens = model.countTokens(request.texts(), Purpose.QUERY).stream()
                .mapToInt(Integer::intValue)
                .sum();
        ObjectNode answer = JSON.objectNode().put("object", "list");
        answer.set("data", data);
        answer.put("model", model.model().toString());
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }
}
