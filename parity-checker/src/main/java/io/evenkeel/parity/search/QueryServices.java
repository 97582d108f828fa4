package io.evenkeel.parity.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The instances of query-service, which remember what was searched for. Thread-safe. */
final class QueryServices {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final List<URI> addresses;
    private final Optional<String> adminToken;
    private final Duration wait;
    private final HttpClient client;

    /**
     * Instances at those addresses.
     *
     * @param adminToken what they ask for, where they do
     * @param wait how long each may take to answer
     */
    QueryServices(List<URI> addresses, Optional<String> adminToken, Duration wait) {
        this.addresses = List.copyOf(addresses);
        this.adminToken = adminToken;
        this.wait = wait;
        this.client = HttpClient.newBuilder().connectTimeout(wait).build();
    }

    /** What became of asking an instance. */
    sealed interface Answer {
        /** The instance, without what would let anybody in. */
        String url();

        /** It has told what it remembers. */
        record Listed(String url, RecentListing listing) implements Answer {}

        /** It has not, and why. */
        record Silent(String url, String reason) implements Answer {}
    }

    /** Asks all of them at once for their latest searches, at most that many each. */
    List<Answer> recent(int limit) {
        List<CompletableFuture<Answer>> answers =
                addresses.stream().map(address -> ask(address, limit)).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Answer> ask(URI address, int limit) {
        String url = shown(address);
        if (address.getHost() == null || !SCHEMES.contains(String.valueOf(address.getScheme()))) {
            return CompletableFuture.completedFuture(
                    new Answer.Silent(url, "that is no address of a service; write http://host:port"));
        }
        URI listing = URI.create(address.toString().replaceFirst("/+$", "") + "/v1/search/recent?limit=" + limit);
        HttpRequest.Builder request = HttpRequest.newBuilder(listing).timeout(wait);
        adminToken.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .handle((response, failed) -> failed == null
                        ? answer(url, response)
                        : new Answer.Silent(url, "it does not answer (" + cause(failed) + ")"));
    }

    private static Answer answer(String url, HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case 200 -> listed(url, response.body());
            case 401 ->
                new Answer.Silent(url, "it asks for an EVENKEEL_ADMIN_TOKEN that is not this service's; set the same");
            case 404 -> new Answer.Silent(url, "it knows no recent searches; it may be of an earlier build");
            default -> new Answer.Silent(url, "it answers with status " + response.statusCode());
        };
    }

    private static Answer listed(String url, String body) {
        try {
            return new Answer.Listed(url, JSON.readValue(body, RecentListing.class));
        } catch (JsonProcessingException malformed) {
            return new Answer.Silent(
                    url, "its answer is not understood; it may be of another build, or no query-service");
        }
    }

    private static String cause(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        return cause instanceof HttpTimeoutException
                ? "no answer in time"
                : cause.getClass().getSimpleName();
    }

    private static String shown(URI address) {
        String user = address.getRawUserInfo();
        return user == null ? address.toString() : address.toString().replace(user + "@", "");
    }
}
