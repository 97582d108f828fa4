package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Calls the services where the environment, or the stack in the working folder, says they are. */
final class Services {
    /** A service and the setting that says where it is. */
    enum Service {
        INGEST("EVENKEEL_INGEST_URL", 8081),
        EMBEDDING("EMBEDDING_URL", 8082),
        PARITY("EVENKEEL_PARITY_URL", 8085),
        QUERY("EVENKEEL_QUERY_URL", 8086);

        private final String setting;
        private final int port;

        Service(String setting, int port) {
            this.setting = setting;
            this.port = port;
        }
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final Map<String, String> settings;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    Services(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** The environment, over what {@code evenkeel up} wrote into {@code .evenkeel/env}. */
    static Services here() {
        Map<String, String> settings = new HashMap<>(EnvFile.read(Path.of(".evenkeel", "env")));
        settings.putAll(System.getenv());
        return new Services(settings);
    }

    URI address(Service service, String path) {
        String base = settings.getOrDefault(service.setting, "http://127.0.0.1:" + service.port);
        return URI.create(base.replaceAll("/+$", "") + path);
    }

    JsonNode get(Service service, String path) {
        return success(getForAnswer(service, path));
    }

    /** Gets, and leaves the judgement of the status to the caller. */
    HttpResponse<String> getForAnswer(Service service, String path) {
        return send(service, request(service, path).GET());
    }

    JsonNode post(Service service, String path, JsonNode body) {
        return success(postForAnswer(service, path, "application/json", body.toString()));
    }

    /** Posts, and leaves the judgement of the status to the caller. */
    HttpResponse<String> postForAnswer(Service service, String path, String contentType, String body) {
        return send(
                service,
                request(service, path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(Service service, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address(service, path)).timeout(ANSWER);
        Optional.ofNullable(settings.get("EVENKEEL_ADMIN_TOKEN"))
                .ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private HttpResponse<String> send(Service service, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException unreachable) {
            throw CommandFailure.failed(
                    "unreachable",
                    "no answer from " + address(service, "") + "; start the stack with 'evenkeel up -d', or set "
                            + service.setting);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted", "interrupted while waiting for " + address(service, ""));
        }
    }

    /** The answer's document, whatever its status. */
    static JsonNode readable(HttpResponse<String> response) {
        return Json.parse(response.body(), "the answer of " + response.uri());
    }

    /** The answer's document; a failure where it is a problem. */
    static JsonNode success(HttpResponse<String> response) {
        JsonNode body = readable(response);
        if (response.statusCode() >= 300) {
            boolean refused =
                    response.statusCode() == 409 || response.statusCode() == 422 || response.statusCode() == 400;
            throw CommandFailure.of(refused ? CommandFailure.REFUSED : CommandFailure.FAILED, body);
        }
        return body;
    }
}
