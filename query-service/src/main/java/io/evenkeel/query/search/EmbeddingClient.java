package io.evenkeel.query.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.query.request.InvalidRequestException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks embedding-service, in the request and response shape of OpenAI's embeddings API. */
public final class EmbeddingClient implements QueryVectors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI endpoint;
    private final Duration timeout;

    /**
     * A client of one service.
     *
     * @param service the service's address, without path
     * @param timeout how long one answer may take
     */
    public EmbeddingClient(URI service, Duration timeout) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.endpoint = service.resolve("/v1/embeddings");
        this.timeout = timeout;
    }

    @Override
    public QueryVector embed(String text) {
        String body = JSON.createObjectNode().put("input", text).toString();
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode() / 100) {
                case 2 -> vector(response.body());
                case 4 -> throw refused(response);
                default -> throw new EmbeddingUnavailableException("it answers " + response.statusCode(), null);
            };
        } catch (IOException unreachable) {
            throw new EmbeddingUnavailableException("it cannot be reached at " + endpoint, unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddingUnavailableException("interrupted while waiting for it", interrupted);
        }
    }

    private static QueryVector vector(String body) {
        try {
            JsonNode answer = JSON.readTree(body);
            JsonNode components = answer.path("data").path(0).path("embedding");
            float[] floats = new float[components.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = components.get(i).floatValue();
            }
            Vector vector = Vector.of(floats);
            String model = answer.path("model").asText();
            if (vector.isUsable() && !model.isEmpty()) {
                return new QueryVector(vector, model);
            }
        } catch (JsonProcessingException malformed) {
            throw new EmbeddingUnavailableException("its answer is not JSON", malformed);
        }
        throw new EmbeddingUnavailableException("its answer holds no usable vector, or names no model", null);
    }

    private static RuntimeException refused(HttpResponse<String> response) {
        if (response.statusCode() == 429) {
            return new EmbeddingUnavailableException("it answers 429", null);
        }
        return InvalidRequestException.member(
                "query-refused", "Query refused", "/query", "embedding-service refuses it: " + detail(response.body()));
    }

    private static String detail(String body) {
        try {
            String detail = JSON.readTree(body).path("detail").asText();
            return detail.isEmpty() ? "it gives no reason" : detail;
        } catch (JsonProcessingException notJson) {
            return "it gives no reason";
        }
    }
}
