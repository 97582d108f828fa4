package io.evenkeel.parity.letter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.writer.RepairAnswer;
import io.evenkeel.kit.writer.RepairRequest;
import io.evenkeel.kit.writer.ReplayAnswer;
import io.evenkeel.kit.writer.ReplayRequest;
import io.evenkeel.parity.letter.Writers.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpWritersTest {
    private static final RowKey ROW = new RowKey("documents", "default", "d1");
    private static final ReplayRequest REQUEST = new ReplayRequest("a-key", 7, List.of(ROW), List.of(), "1:2:3");

    private HttpServer server;
    private int status;
    private String body = "";
    private String received = "";
    private String authorization = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpHandler handler = exchange -> {
            received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
        server.createContext("/v1/dead-letters/replay", handler);
        server.createContext("/v1/repairs", handler);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsWhatWasWritten() {
        Answer<ReplayAnswer> answer = answered(
                200,
                "{\"outcome\":\"applied\",\"rows\":[{\"entity\":\"documents\","
                        + "\"workspace\":\"default\",\"key\":\"d1\"}]}");

        assertThat(answer).isEqualTo(new Answer.Done<>(new ReplayAnswer(ReplayAnswer.APPLIED, List.of(ROW))));
        assertThat(received).contains("\"a-key\"", "\"record\":7", "\"asOf\":\"1:2:3\"", "\"d1\"");
        assertThat(authorization).isEqualTo("Bearer secret");
    }

    @Test
    void tellsWhyTheStoreRefuses() {
        assertThat(answered(409, problem("replay-refused", "no", ",\"code\":\"store-refused\"")))
                .isEqualTo(new Answer.Refused<>("store-refused", "no"));
        assertThat(answered(409, problem("no-such-dead-letter", "it is closed", "")))
                .isEqualTo(new Answer.Refused<>("no-such-dead-letter", "it is closed"));
    }

    @Test
    void tellsWhatMayHelpLater() {
        assertThat(answered(409, problem("replay-not-now", "it has moved on", "")))
                .isEqualTo(new Answer.NotNow<>("it has moved on"));
        assertThat(answered(503, problem("store-unavailable", "Supabase is down", "")))
                .isEqualTo(new Answer.Unavailable<>("Supabase is down"));
        assertThat(answered(401, problem("admin-token-required", "send the token", "")))
                .isEqualTo(new Answer.Unavailable<>("send the token"));
        assertThat(answered(502, "<html>"))
                .isInstanceOfSatisfying(
                        Answer.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("502"));
    }

    @Test
    void tellsWhatBecameOfRowsThatWereToBePutRight() {
        status = 200;
        body = "{\"rows\":[{\"key\":{\"entity\":\"documents\",\"workspace\":\"default\",\"key\":\"d1\"},"
                + "\"outcome\":\"not_now\",\"code\":null,\"message\":\"its owner first\",\"first\":[]}]}";

        Answer<RepairAnswer> answer = writers()
                .repair(
                        Backend.SUPABASE,
                        new RepairRequest(
                                List.of(new RepairRequest.LoggedRow(ROW, false, "1:2:3", null, 5L)), List.of("1:2:4")));

        assertThat(answer)
                .isEqualTo(new Answer.Done<>(new RepairAnswer(List.of(
                        new RepairAnswer.RepairedRow(ROW, RepairAnswer.NOT_NOW, null, "its owner first", List.of())))));
        assertThat(received).contains("\"changesOffset\":5", "\"position\":\"1:2:3\"", "\"asOf\":[\"1:2:4\"]");
    }

    @Test
    void namesTheSettingOfAWriterThatDoesNotAnswer() {
        server.stop(0);

        assertThat(answered(200, ""))
                .isInstanceOfSatisfying(
                        Answer.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).contains("EVENKEEL_SUPABASE_WRITER_URL"));
    }

    private Answer<ReplayAnswer> answered(int withStatus, String withBody) {
        status = withStatus;
        body = withBody;
        return writers().replay(Backend.SUPABASE, REQUEST);
    }

    private HttpWriters writers() {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new HttpWriters(Map.of(Backend.SUPABASE, address), Optional.of("secret"));
    }

    private static String problem(String code, String detail, String more) {
        return "{\"type\":\"urn:evenkeel:problem:" + code + "\",\"detail\":\"" + detail + "\"" + more + "}";
    }
}
