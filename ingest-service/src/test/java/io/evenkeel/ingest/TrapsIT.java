package io.evenkeel.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.event.NearMiss;
import io.evenkeel.contract.event.ProblemCode;
import io.evenkeel.contract.event.StrictJson;
import io.evenkeel.contract.event.Trap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every trap, through every form of a request: none comes into the log, and each is answered with its reason. */
@QuarkusTest
@QuarkusTestResource(
        value = KafkaTestResource.class,
        initArgs = @ResourceArg(name = KafkaTestResource.VALUES_PACK, value = ""),
        restrictToAnnotatedClass = true)
class TrapsIT {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String LINES = "application/x-ndjson";
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource
    void isRefusedAsAStructuredEvent(Trap trap) throws IOException {
        Response answer = post(STRUCTURED, trap.structured()).post("/v1/events");
        assertRefusal(trap, answer, trap.pointerWhenStructured());
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedAsABinaryEvent(Trap trap) throws IOException {
        RequestSpecification request = post("application/json", trap.data());
        trap.attributes().forEach((name, value) -> request.header("ce-" + name, percentEncoded(value)));
        assertRefusal(trap, request.post("/v1/events"), trap.pointer());
    }

    @Test
    void areRefusedInOneBatchWithoutTheSoundOnesAroundThem() throws IOException {
        List<Trap> traps =
                Arrays.stream(Trap.values()).filter(TrapsIT::isStrictJson).toList();
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        batch.writeBytes(bytes("[" + sound("first")));
        for (Trap trap : traps) {
            batch.write(',');
            batch.writeBytes(trap.structured());
        }
        batch.writeBytes(bytes("," + sound("last") + "]"));
        long before = EventLogReader.count();

        JsonNode answer = JSON.readTree(post(BATCH, batch.toByteArray())
                .post("/v1/events")
                .then()
                .statusCode(202)
                .extract()
                .asByteArray());

        assertThat(answer.path("receipts").findValuesAsText("id")).containsExactly("first", "last");
        assertRejects(answer.path("rejected"), traps);
        assertThat(EventLogReader.count()).isEqualTo(before + 2);
    }

    @Test
    void areRefusedWithTheirWholeBatchWhereTheBatchCannotBeRead() throws IOException {
        List<Trap> unreadable =
                Arrays.stream(Trap.values()).filter(trap -> !isStrictJson(trap)).toList();
        assertThat(unreadable).isNotEmpty();
        for (Trap trap : unreadable) {
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            batch.writeBytes(bytes("[" + sound("first") + ","));
            batch.writeBytes(trap.structured());
            batch.write(']');
            JsonNode problem =
                    assertProblem(trap, post(BATCH, batch.toByteArray()).post("/v1/events"));
            assertThat(problem.path("pointer").asText()).startsWith(trap.ofTheTextAsAWhole() ? "" : "/1/data");
        }
    }

    @Test
    void areRefusedLineByLineWithoutTheSoundOnesAroundThem() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        lines.writeBytes(bytes(sound("first") + "\n"));
        for (Trap trap : Trap.values()) {
            lines.writeBytes(trap.structured());
            lines.write('\n');
        }
        lines.writeBytes(bytes(sound("last")));
        long before = EventLogReader.count();

        JsonNode answer = JSON.readTree(post(LINES, lines.toByteArray())
                .post("/v1/events")
                .then()
                .statusCode(202)
                .extract()
                .asByteArray());

        assertThat(answer.path("receipts").findValuesAsText("id")).containsExactly("first", "last");
        assertRejects(answer.path("rejected"), List.of(Trap.values()));
        assertThat(EventLogReader.count()).isEqualTo(before + 2);
    }

    @Test
    void whatIsJustWithinIsAccepted() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (NearMiss near : NearMiss.values()) {
            String event = sound(near.name());
            lines.writeBytes(bytes(event.substring(0, event.indexOf("\"data\":") + "\"data\":".length())));
            lines.writeBytes(near.data("near"));
            lines.writeBytes(bytes("}\n"));
        }
        JsonNode answer = JSON.readTree(post(LINES, lines.toByteArray())
                .post("/v1/events")
                .then()
                .statusCode(202)
                .extract()
                .asByteArray());
        assertThat(answer.path("receipts")).hasSize(NearMiss.values().length);
    }

    @Test
    void headersThatSayNothingExactAreRefused() throws IOException {
        assertHeaderRefused("ce-id", "%ff", "invalid-utf8", "/id");
        assertHeaderRefused("ce-id", "%ED%A0%80", "invalid-utf8", "/id");
        assertHeaderRefused("ce-id", "caf\u00e9", "invalid-attribute", "/id");
        assertHeaderRefused("ce-source", "/%00", "invalid-attribute", "/source");
        assertHeaderRefused("Evenkeel-Workspace", "w\u00f6rk", "invalid-attribute", "/workspace");
        RequestSpecification twice = post("application/json", NearMiss.GREATEST_INT64.data("k"))
                .header("ce-specversion", "1.0")
                .header("ce-id", "a", "b")
                .header("ce-source", "/x")
                .header("ce-type", "dev.evenkeel.specimens.upserted");
        assertThat(problem(twice.post("/v1/events")).path("pointer").asText()).isEqualTo("/id");
    }

    @Test
    void attributesThatAreNoTextAreRefused() throws IOException {
        for (String name : List.of("specversion", "id", "source", "type", "time")) {
            byte[] event = bytes(sound("x")
                    .replaceFirst("\\{", "{\"time\":\"2025-01-01T00:00:00Z\",")
                    .replaceFirst("\"" + name + "\":\"[^\"]*\"", "\"" + name + "\":1.0"));
            JsonNode problem = problem(post(STRUCTURED, event).post("/v1/events"));
            assertThat(problem.path("type").asText()).isEqualTo("urn:evenkeel:problem:invalid-attribute");
            assertThat(problem.path("pointer").asText()).isEqualTo("/" + name);
        }
    }

    private static void assertHeaderRefused(String header, String value, String code, String pointer)
            throws IOException {
        RequestSpecification request = post("application/json", NearMiss.GREATEST_INT64.data("k"))
                .header("ce-specversion", "1.0")
                .header("ce-type", "dev.evenkeel.specimens.upserted");
        if (!header.equals("ce-id")) {
            request.header("ce-id", "x");
        }
        if (!header.equals("ce-source")) {
            request.header("ce-source", "/x");
        }
        Response answer = request.header(header, value).post("/v1/events");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(problem(answer).path("type").asText()).isEqualTo("urn:evenkeel:problem:" + code);
        assertThat(problem(answer).path("pointer").asText()).isEqualTo(pointer);
    }

    private static void assertRejects(JsonNode rejected, List<Trap> traps) {
        assertThat(rejected).hasSize(traps.size());
        for (int i = 0; i < traps.size(); i++) {
            Trap trap = traps.get(i);
            JsonNode reject = rejected.path(i);
            assertThat(reject.path("index").asInt()).isEqualTo(i + 1);
            assertThat(reject.path("type").asText())
                    .as(trap.name())
                    .isEqualTo("urn:evenkeel:problem:" + trap.code().slug());
            assertThat(reject.path("title").asText()).isEqualTo(trap.code().title());
            assertThat(reject.path("pointer").asText()).as(trap.name()).isEqualTo(trap.pointerWhenStructured());
            assertThat(reject.path("detail").asText()).contains("; ");
        }
    }

    private static void assertRefusal(Trap trap, Response answer, String pointer) throws IOException {
        JsonNode problem = assertProblem(trap, answer);
        assertThat(problem.path("pointer").asText()).isEqualTo(pointer);
        if (trap.code() != ProblemCode.MALFORMED_JSON) {
            JsonNode reject = problem.path("rejected").path(0);
            assertThat(reject.path("type")).isEqualTo(problem.path("type"));
            assertThat(reject.path("title")).isEqualTo(problem.path("title"));
            assertThat(reject.path("detail")).isEqualTo(problem.path("detail"));
            assertThat(reject.path("pointer")).isEqualTo(problem.path("pointer"));
        }
    }

    private static JsonNode assertProblem(Trap trap, Response answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(trap.code() == ProblemCode.MALFORMED_JSON ? 400 : 422);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        JsonNode problem = problem(answer);
        assertThat(problem.path("type").asText())
                .isEqualTo("urn:evenkeel:problem:" + trap.code().slug());
        assertThat(problem.path("title").asText()).isEqualTo(trap.code().title());
        assertThat(problem.path("detail").asText()).contains("; ");
        return problem;
    }

    private static JsonNode problem(Response answer) throws IOException {
        return JSON.readTree(answer.asByteArray());
    }

    private static boolean isStrictJson(Trap trap) {
        return StrictJson.parse(trap.structured(), "") instanceof StrictJson.Result.Parsed;
    }

    private static String sound(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/sound\","
                + "\"type\":\"dev.evenkeel.specimens.upserted\",\"data\":{\"id\":\"" + id
                + "\",\"label\":\"l\"}}";
    }

    private static RequestSpecification post(String contentType, byte[] body) {
        RestAssuredConfig plain = RestAssuredConfig.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs(STRUCTURED, ContentType.TEXT)
                        .encodeContentTypeAs(BATCH, ContentType.TEXT)
                        .encodeContentTypeAs(LINES, ContentType.TEXT));
        return given().config(plain).contentType(contentType).body(body);
    }

    private static String percentEncoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(b > ' ' && b <= '~' && b != '%' && b != '"' ? "" + (char) b : "%%%02X".formatted(b & 0xff));
        }
        return encoded.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
