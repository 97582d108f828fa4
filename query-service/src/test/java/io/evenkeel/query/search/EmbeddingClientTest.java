package io.evenkeel.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.query.request.InvalidRequestException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests and responses as they stand on the wire. */
class EmbeddingClientTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpServer server;
    private volatile String received = "";
    private volatile int status = 200;
    private volatile String answer = "";

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/embeddings", exchange -> {
            received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksAndReadsInTheShapeOfOpenAi() throws Exception {
        answer = "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[0.25,-1.0]}],\"model\":\"m@1\"}";

        assertThat(client().embed("annual \"leave\""))
                .isEqualTo(new QueryVectors.QueryVector(Vector.of(0.25f, -1f), "m@1"));
        assertThat(JSON.readTree(received)).isEqualTo(JSON.readTree("{\"input\":\"annual \\\"leave\\\"\"}"));
    }

    @Test
    void aTextThatIsRefusedIsTheClientsProblem() {
        status = 422;
        answer = "{\"detail\":\"over 256 tokens\"}";

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> client().embed("x"))
                .withMessageContaining("over 256 tokens")
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(422));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "503; ''",
                "500; {}",
                "429; {}",
                "200; not json",
                "200; {}",
                "200; {\"model\":\"m@1\",\"data\":[{\"embedding\":[0,0]}]}",
                "200; {\"data\":[{\"embedding\":[1,0]}]}"
            })
    void anythingElseMeansThatItIsNotThereNow(int answered, String body) {
        status = answered;
        answer = body;

        assertThatExceptionOfType(EmbeddingUnavailableException.class).isThrownBy(() -> client().embed("x"));
    }

    @Test
    void saysWhereNobodyListens() {
        server.stop(0);

        assertThatExceptionOfType(EmbeddingUnavailableException.class)
                .isThrownBy(() -> client().embed("x"))
                .withMessageContaining("http://127.0.0.1:");
    }

    private EmbeddingClient client() {
        return new EmbeddingClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Duration.ofSeconds(10));
    }
}
