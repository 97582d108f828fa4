package io.evenkeel.parity.letter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.kit.writer.RepairAnswer;
import io.evenkeel.kit.writer.RepairRequest;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The writers as services. */
public final class HttpWriters implements Writers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WAIT = Duration.ofSeconds(75);
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final Map<Backend, URI> addresses;
    private final Optional<String> adminToken;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /**
     * Writers at those addresses.
     *
     * @param addresses where each answers
     * @param adminToken what they ask for, where they do
     */
    public HttpWriters(Map<Backend, URI> addresses, Optional<String> adminToken) {
        this.addresses = Map.copyOf(addresses);
        this.adminToken = adminToken;
    }

    @Override
    public Answer<ReplayAnswer> replay(Backend store, ReplayRequest request) {
        return ask(store, "/v1/dead-letters/replay", request, ReplayAnswer.class);
    }

    @Override
    public Answer<RepairAnswer> repair(Backend store, RepairRequest request) {
        return ask(store, "/v1/repairs", request, RepairAnswer.class);
    }

    private <T> Answer<T> ask(Backend store, String path, Object request, Class<T> type) {
        URI address = Objects.requireNonNull(addresses.get(store));
        try {
            HttpRequest.Builder call = HttpRequest.newBuilder(address.resolve(path))
                    .timeout(WAIT)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)));
            adminToken.ifPresent(token -> call.header("Authorization", "Bearer " + token));
            return answer(address, client.send(call.build(), BodyHandlers.ofString()), type);
        } catch (IOException unreachable) {
            return new Answer.Unavailable<>(store.label() + "-writer does not answer at " + address
                    + "; start it, or set EVENKEEL_" + store.name() + "_WRITER_URL");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Answer.Unavailable<>("interrupted");
        }
    }

    private static <T> Answer<T> answer(URI address, HttpResponse<String> response, Class<T> type)
            throws JsonProcessingException {
        if (response.statusCode() == OK) {
            return new Answer.Done<>(JSON.readValue(response.body(), type));
        }
        JsonNode problem = problem(response.body());
        String problemType = problem.path("type").asText().replaceFirst("^urn:evenkeel:problem:", "");
        String detail = problem.path("detail").asText("status " + response.statusCode() + " from " + address);
        if (response.statusCode() != CONFLICT) {
            return new Answer.Unavailable<>(detail);
        }
        return problemType.equals("replay-not-now")
                ? new Answer.NotNow<>(detail)
                : new Answer.Refused<>(problem.path("code").asText(problemType), detail);
    }

    private static JsonNode problem(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException noJson) {
            return JSON.createObjectNode();
        }
    }
}
