package io.evenkeel.parity.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.parity.search.QueryServices.Answer;
import io.evenkeel.parity.search.RecentListing.Recent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryServicesTest {
    private static final String LISTING = """
            {"size": 300, "total": 1, "searches": [{"at": "2026-11-22T10:00:00.123456Z", "workspace": "acme", "k": 5,
             "model": null, "vector": [0.1, -2], "new": 1,
             "entities": [{"entity": "search_chunks", "filter": {"document_id": "d", "source_type": null}}]}]}""";

    private HttpServer server;
    private int status = 200;
    private String body = LISTING;
    private String received = "";
    private String authorization = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received = exchange.getRequestURI().toString();
            authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsWhatIsListedAndSendsTheToken() {
        Answer answer = ask(address("/behind/a/proxy/"));

        assertThat(received).isEqualTo("/behind/a/proxy/v1/search/recent?limit=7");
        assertThat(authorization).isEqualTo("Bearer secret");
        assertThat(answer).isInstanceOfSatisfying(Answer.Listed.class, listed -> {
            assertThat(listed.listing().size()).isEqualTo(300);
            assertThat(listed.listing().searches()).singleElement().satisfies(QueryServicesTest::assertRead);
        });
    }

    private static void assertRead(Recent search) {
        assertThat(search.at()).isEqualTo(Instant.parse("2026-11-22T10:00:00.123456Z"));
        assertThat(search.workspace()).isEqualTo("acme");
        assertThat(search.model()).isNull();
        assertThat(search.toVector()).isEqualTo(Vector.of(0.1f, -2));
        assertThat(search.entities().getFirst().filter()).hasToString("{\"document_id\":\"d\",\"source_type\":null}");
    }

    @ParameterizedTest
    @CsvSource({"401, EVENKEEL_ADMIN_TOKEN", "404, earlier build", "503, 503", "302, 302"})
    void saysWhyNothingIsListed(int withStatus, String reason) {
        status = withStatus;

        assertThat(reason(ask(address("")))).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "[]",
                "{}",
                "{\"size\": 1, \"searches\": [null]}",
                "{\"size\": 1, \"searches\": [{\"at\": \"now\"}]}",
                "{\"size\": 1, \"searches\": [{\"workspace\": \"w\", \"vector\": [1], \"entities\": []}]}",
                "{\"size\": 1, \"searches\": [{\"at\": \"2026-11-22T10:00:00Z\", \"workspace\": \"w\", \"vector\": [1],"
                        + " \"entities\": [{\"entity\": \"search_chunks\"}]}]}"
            })
    void doesNotGuessAtAnAnswerOfAnotherKind(String other) {
        body = other;

        assertThat(reason(ask(address("")))).contains("not understood");
    }

    @Test
    void asksEveryInstanceAndNamesThoseThatDoNotAnswer() {
        URI there = address("");
        List<Answer> answers = services(there, URI.create("http://127.0.0.1:1"), URI.create("127.0.0.1"))
                .recent(1);

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).isInstanceOf(Answer.Listed.class);
        assertThat(answers.get(1).url()).isEqualTo("http://127.0.0.1:1");
        assertThat(reason(answers.get(1))).contains("does not answer");
        assertThat(reason(answers.get(2))).contains("http://host:port");
    }

    @Test
    void neverShowsWhatWouldLetAnybodyIn() {
        URI address = URI.create(address("").toString().replace("http://", "http://user:password@"));

        assertThat(ask(address).url()).isEqualTo(address("").toString());
    }

    private Answer ask(URI address) {
        return services(address).recent(7).getFirst();
    }

    private static QueryServices services(URI... addresses) {
        return new QueryServices(List.of(addresses), Optional.of("secret"), Duration.ofSeconds(30));
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static String reason(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Silent.class);
        return ((Answer.Silent) answer).reason();
    }
}
