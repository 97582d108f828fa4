package io.evenkeel.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evenkeel.contract.topic.PartitionKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = KafkaTestResource.class, restrictToAnnotatedClass = true)
class EventsResourceIT {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String LINES = "application/x-ndjson";

    @TestHTTPResource("/v1/events")
    URL url;

    @Test
    void aStructuredEventIsPublishedWhereItsReceiptSays() {
        JsonPath answer = post(STRUCTURED, tag("t1", "d1"))
                .header("Evenkeel-Workspace", "acme")
                .post("/v1/events")
                .then()
                .statusCode(202)
                .contentType(ContentType.JSON)
                .body("rejected", hasSize(0))
                .body("receipts", hasSize(1))
                .body("receipts[0].id", equalTo("t1"))
                .extract()
                .jsonPath();
        assertThat(answer.getLong("receipts[0].epoch")).isGreaterThan(1_600_000_000_000L);
        ConsumerRecord<String, byte[]> record =
                EventLogReader.read(answer.getInt("receipts[0].partition"), answer.getLong("receipts[0].offset"));
        assertThat(record.key()).isEqualTo("acme/documents/d1");
        assertThat(record.partition()).isEqualTo(PartitionKey.partition(record.key(), 6));
        assertThat(headers(record))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", "t1")
                .containsEntry("ce_source", "/it")
                .containsEntry("ce_type", "dev.evenkeel.tags.upserted")
                .containsEntry("ce_workspace", "acme")
                .containsEntry("ce_root", "d1")
                .containsEntry("content-type", "application/json")
                .containsKey("ce_time");
        assertThat(new String(record.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"t1\",\"document_id\":\"d1\",\"tag\":\"Grün\",\"score\":0.5,\"source_ptr\":null,"
                        + "\"hrm_steps\":null}");
    }

    @Test
    void aBinaryEventIsPublished() {
        JsonPath answer = post("application/json", "{\"id\":\"d2\"}")
                .header("ce-specversion", "1.0")
                .header("ce-id", "b%201")
                .header("ce-source", "/it")
                .header("ce-type", "dev.evenkeel.documents.deleted")
                .header("ce-sequence", "12")
                .post("/v1/events")
                .then()
                .statusCode(202)
                .body("receipts[0].id", equalTo("b 1"))
                .extract()
                .jsonPath();
        ConsumerRecord<String, byte[]> record =
                EventLogReader.read(answer.getInt("receipts[0].partition"), answer.getLong("receipts[0].offset"));
        assertThat(record.key()).isEqualTo("default/documents/d2");
        assertThat(headers(record)).containsEntry("ce_sequence", "12").doesNotContainKey("ce_root");
    }

    @Test
    void aDocumentsArtifactHasAReceiptOfItsOwn() {
        post(
                        STRUCTURED,
                        event(
                                "e9",
                                "document.ingested",
                                "{'id':'d9','path':'p','type':'pdf','text':'x',"
                                        + "'artifact':{'id':'a9','filename':'f','filepath':'p','filetype':'pdf'}}"))
                .post("/v1/events")
                .then()
                .statusCode(202)
                .body("receipts.id", equalTo(List.of("e9/artifact", "e9")));
    }

    @Test
    void aBatchIsAcceptedInPart() {
        String body = "[" + tag("t1", "d1") + "," + event("t2", "tags.upserted", "{'id':'t2'}") + ",7,"
                + tag("t3", "d1") + "]";
        post(BATCH, body)
                .post("/v1/events")
                .then()
                .statusCode(202)
                .header("Evenkeel-Rejected", "2")
                .body("receipts.id", equalTo(List.of("t1", "t3")))
                .body("rejected.index", equalTo(List.of(1, 2)))
                .body("rejected[0].id", equalTo("t2"))
                .body("rejected[0].type", equalTo("urn:evenkeel:problem:missing-column"))
                .body("rejected[0].title", equalTo("A required column is missing"))
                .body("rejected[0].pointer", equalTo("/data/document_id"))
                .body("rejected[0].problems.pointer", equalTo(List.of("/data/document_id", "/data/tag")))
                .body("rejected[1].id", equalTo(null));
    }

    @Test
    void linesAreStreamed() throws IOException {
        int count = 20_000;
        long before = EventLogReader.count();
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setChunkedStreamingMode(1 << 16);
        connection.setRequestProperty("Content-Type", LINES);
        String padding = "x".repeat(1_500);
        try (OutputStream out = connection.getOutputStream()) {
            for (int i = 0; i < count; i++) {
                String line =
                        i % 1000 == 999 ? "{\n" : tag("t" + i, "d" + i % 50).replace("Grün", padding) + "\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(connection.getResponseCode()).isEqualTo(202);
        assertThat(connection.getHeaderField("Evenkeel-Rejected")).isEqualTo("20");
        try (InputStream in = connection.getInputStream()) {
            var answer = new ObjectMapper().readTree(in);
            assertThat(answer.path("receipts")).hasSize(count - 20);
            assertThat(answer.path("receipts").path(count - 21).path("id").asText())
                    .isEqualTo("t" + (count - 2));
            assertThat(answer.path("rejected").path(0).path("index").asInt()).isEqualTo(999);
            assertThat(answer.path("rejected").path(0).path("type").asText())
                    .isEqualTo("urn:evenkeel:problem:malformed-json");
        }
        assertThat(EventLogReader.count()).isEqualTo(before + count - 20);
    }

    @Test
    void nothingIsPublishedWhenEverythingIsRejected() {
        long before = EventLogReader.count();
        post(LINES, event("x", "colours.upserted", "{}") + "\n" + event("y", "tags.upserted", "{'id':5}") + "\n")
                .post("/v1/events")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .header("Evenkeel-Rejected", "2")
                .body("status", equalTo(422))
                .body("type", equalTo("urn:evenkeel:problem:unknown-type"))
                .body("rejected", hasSize(2))
                .body("receipts", hasSize(0));
        assertThat(EventLogReader.count()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            colours.upserted  | {}                                                  | unknown-type     | /type
            control.barrier   | {}                                                  | reserved-type    | /type
            documents.upserted| {'id':'d','type':'pdf'}                             | missing-column   | /data/path
            documents.upserted| {'id':'d','path':5,'type':'pdf'}                    | wrong-type       | /data/path
            document.ingested | {'id':'d','path':'p','type':'pdf','text':''}        | empty-text       | /data/text
            document.ingested | {'id':'d','path':'p','type':'pdf','text':'\\u0000'} | nul-character    | /data/text
            document.ingested | {'id':'d','path':'p','type':'doc','text':'x'}       | value-not-allowed| /data/type
            document.ingested | {'id':'d','id':'e'}                                 | duplicate-key    | /data/id
            trace.recorded    | {'id':'x','task':'t','outcome':'success'}           | invalid-uuid     | /data/id
            """)
    void saysWhyAnEventIsRefused(String type, String data, String code, String pointer) {
        post(STRUCTURED, event("e", type, data))
                .post("/v1/events")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:evenkeel:problem:" + code))
                .body("pointer", equalTo(pointer))
                .body("rejected[0].type", equalTo("urn:evenkeel:problem:" + code));
    }

    @Test
    void aBinaryEventWithoutAttributesSaysWhichAreMissing() {
        post("application/json", "{}")
                .post("/v1/events")
                .then()
                .statusCode(422)
                .body("rejected[0].problems.pointer", equalTo(List.of("/specversion", "/id", "/source", "/type")));
    }

    @ParameterizedTest
    @CsvSource({STRUCTURED + ",{", STRUCTURED + ",''", BATCH + ",[{]", BATCH + ",{}", "application/json,{]"})
    void malformedBodiesAreBadRequests(String contentType, String body) {
        post(contentType, body)
                .post("/v1/events")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("status", equalTo(400));
    }

    @Test
    void largeBodiesAreRefused() {
        String text = "x".repeat(20 << 20);
        post(STRUCTURED, event("e", "document.ingested", "{'id':'d','path':'p','type':'pdf','text':'" + text + "'}"))
                .post("/v1/events")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", containsString("1114112 bytes"));
        post(BATCH, "[\"" + text + "\"]")
                .post("/v1/events")
                .then()
                .statusCode(413)
                .body("detail", containsString("20000000 bytes"));
        String large = event("e", "document.ingested", "{'id':'d','path':'p','type':'pdf','text':'" + text + "'}");
        post(LINES, large + "\n" + tag("t", "d") + "\n")
                .post("/v1/events")
                .then()
                .statusCode(202)
                .body("receipts.id", equalTo(List.of("t")))
                .body("rejected[0].type", equalTo("urn:evenkeel:problem:event-too-large"));
    }

    @Test
    void aLargeBodyOfUnknownLengthIsRefused() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setChunkedStreamingMode(1 << 16);
        connection.setRequestProperty("Content-Type", STRUCTURED);
        byte[] chunk = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = connection.getOutputStream()) {
            for (int i = 0; i < 20; i++) {
                out.write(chunk);
            }
        }
        assertThat(connection.getResponseCode()).isEqualTo(413);
    }

    @Test
    void theLargestEventPasses() {
        String text = "x".repeat((1 << 20) - 400);
        post(STRUCTURED, event("e", "document.ingested", "{'id':'d','path':'p','type':'pdf','text':'" + text + "'}"))
                .post("/v1/events")
                .then()
                .statusCode(202);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/xml", "application/json; charset=iso-8859-1"})
    void otherContentTypesAreRefusedWithThoseThatAreNot(String contentType) {
        post(contentType, "{}")
                .post("/v1/events")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("detail", containsString(STRUCTURED))
                .body("detail", containsString(LINES));
    }

    @Test
    void theWorkspaceIsTheSenders() {
        String other = tag("t", "d").replace("\"source\"", "\"workspace\":\"other\",\"source\"");
        post(STRUCTURED, other)
                .post("/v1/events")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:evenkeel:problem:wrong-workspace"));
    }

    @Test
    void nothingSentIsNothingPublished() {
        post(LINES, "\n\n").post("/v1/events").then().statusCode(202).body("receipts", hasSize(0));
        post(BATCH, "[]").post("/v1/events").then().statusCode(202).body("rejected", hasSize(0));
    }

    @Test
    void showsHealthMetricsAndItsInterface() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200).body(containsString("evenkeel_ingest_accepted_total"));
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body(containsString("/v1/events"))
                .body(containsString(BATCH));
    }

    private static RequestSpecification post(String contentType, String body) {
        RestAssuredConfig plain = RestAssuredConfig.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs(STRUCTURED, ContentType.TEXT)
                        .encodeContentTypeAs(BATCH, ContentType.TEXT)
                        .encodeContentTypeAs(LINES, ContentType.TEXT));
        return given().config(plain).contentType(contentType).body(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String tag(String id, String document) {
        return event(
                id,
                "tags.upserted",
                "{'id':'%s','document_id':'%s','tag':'Grün','score':0.50}".formatted(id, document));
    }

    private static String event(String id, String type, String data) {
        return "{'specversion':'1.0','id':'%s','source':'/it','type':'dev.evenkeel.%s','data':%s}"
                .formatted(id, type, data)
                .replace('\'', '"');
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
