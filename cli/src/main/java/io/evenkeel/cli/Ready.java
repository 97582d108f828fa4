package io.evenkeel.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a service whether it is ready. */
final class Ready {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private Ready() {}

    static boolean check(int port) {
        HttpResponse<String> answer = ask(port);
        return answer != null && answer.statusCode() == 200;
    }

    /** Why waiting would not help: embedding-service has another model than the log. */
    static @Nullable String otherModel(int port) {
        HttpResponse<String> answer = ask(port);
        if (answer == null || answer.statusCode() == 200) {
            return null;
        }
        String otherModel = Services.readable(answer).findPath("otherModel").asText();
        return otherModel.isEmpty() ? null : otherModel;
    }

    private static @Nullable HttpResponse<String> ask(int port) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException notYet) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
