package io.evenkeel.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same requests, answered from one database and then from the other. */
@QuarkusTest
@WithTestResource(TwoStores.class)
class SameAnswersIT {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final List<String> KEYS = List.of("a", "B", "a/b c", "ä", "𝔹", "z?&=%2F");

    @Inject
    Databases databases;

    @Inject
    ControlLog control;

    private static boolean filled;

    @BeforeEach
    void fill() {
        if (!filled) {
            Random random = new Random(7);
            LogOfChanges log = new LogOfChanges(1, 0);
            for (String key : KEYS) {
                log.add(Rows.key("documents", key), upserts(key, random));
            }
            String trace = Rows.keyFor("reasoning_traces", "trace");
            log.add(
                    Rows.key("reasoning_traces", trace),
                    new Change.Upsert(Rows.random("reasoning_traces", trace, "", random)),
                    new Change.Upsert(
                            Rows.random("memory_items", Rows.keyFor("memory_items", "memory"), trace, random)));
            RowKey elsewhere = new RowKey("documents", "acme", "only-in-acme");
            log.add(elsewhere, new Change.Upsert(Rows.row(elsewhere, Map.of("path", Rows.text("/acme")))));
            databases.apply(log.take());
            filled = true;
        }
    }

    @Test
    void rowsByTheirKeys() {
        for (String key : KEYS) {
            JsonNode row = same(() -> given().pathParam("key", key).get("/v1/documents/{key}"));
            assertThat(row.path("id").asText()).isEqualTo(key);
            assertThat(row.path("workspace_id").asText()).isEqualTo("default");
        }
        same(() -> given().get("/v1/memory_items/" + Rows.keyFor("memory_items", "memory")));
        same(() -> given().get("/v1/reasoning_traces/" + Rows.keyFor("reasoning_traces", "trace")));
    }

    @Test
    void listsInKeyOrderPageByPage() {
        List<String> keys = new ArrayList<>();
        String cursor = null;
        do {
            String next = cursor;
            JsonNode page = same(() -> {
                RequestSpecification request = given().queryParam("limit", 4);
                return (next == null ? request : request.queryParam("cursor", next)).get("/v1/documents");
            });
            page.path("rows").forEach(row -> keys.add(row.path("id").asText()));
            cursor = page.path("next").textValue();
        } while (cursor != null);

        assertThat(keys).containsExactly("B", "a", "a/b c", "z?&=%2F", "ä", "𝔹");
    }

    @Test
    void conditions() {
        assertThat(found("documents", "path", "/a")).isEqualTo(1);
        assertThat(found("documents", "path", "ilike./A*")).isEqualTo(2);
        assertThat(found("documents", "path", "like./A*")).isZero();
        assertThat(found("documents", "id", "gte.b")).isEqualTo(3);
        assertThat(found("documents", "id", "neq.a")).isEqualTo(5);
        assertThat(found("search_chunks", "chunk_index", "gt.0")).isEqualTo(6);
        assertThat(found("search_chunks", "document_id", "a", "chunk_index", "lte.0"))
                .isEqualTo(1);
        assertThat(found("search_chunks", "embedding", "is.null")).isZero();
        assertThat(found("search_chunks", "created_at", "lt.1970-01-01T00:00:00.000001Z"))
                .isEqualTo(12);
        assertThat(found("search_chunks", "meta", "not.is.null")).isEqualTo(12);
        assertThat(found("memory_items", "trace_id", Rows.keyFor("reasoning_traces", "trace")))
                .isEqualTo(1);
    }

    @Test
    void searches() {
        String vector = Arrays.toString(Rows.vector(new Random(3), 384).toArray());
        JsonNode all = same(() -> search("{\"vector\": " + vector + ", \"k\": 100}"));
        assertThat(all.path("hits").size()).isGreaterThanOrEqualTo(12);

        JsonNode one =
                same(() -> search("{\"vector\": " + vector + ", \"filter\": {\"document_id\": \"ä\"}, \"k\": 1}"));
        assertThat(one.path("hits").path(0).path("documentId").asText()).isEqualTo("ä");

        assertThat(search("{\"vector\": " + vector + ", \"backend\": \"sqlite\"}")
                        .header("Evenkeel-Backend"))
                .isEqualTo("sqlite");
        assertThat(search("{\"vector\": " + vector + ", \"backend\": \"supabase\"}")
                        .header("Evenkeel-Backend"))
                .isEqualTo("supabase");
    }

    @Test
    void remembersTheLatestSearchesNewestFirst() {
        control.commit(Stage.DUAL_WRITE);
        float[] vector = Rows.vector(new Random(4), 384).toArray();
        String plain = "{\"vector\": " + Arrays.toString(vector) + ", \"k\": 3}";
        String filtered = "{\"vector\": " + Arrays.toString(vector)
                + ", \"filter\": {\"entity\": \"search_chunks\", \"document_id\": \"ä\", \"chunk_index\": 1, \"source_type\": null}}";
        for (String body : List.of(plain, filtered, plain)) {
            assertThat(search(body).statusCode()).isEqualTo(200);
        }

        JsonNode all = recent(1_000);
        assertThat(all.path("size").asInt()).isEqualTo(300);
        assertThat(all.path("total").asInt()).isEqualTo(all.path("searches").size());
        JsonNode newest = all.path("searches").path(0);
        assertThat(newest.path("workspace").asText()).isEqualTo("default");
        assertThat(newest.path("k").asInt()).isEqualTo(3);
        assertThat(newest.path("model").isNull()).isTrue();
        assertThat(Instant.parse(newest.path("at").asText()))
                .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
        assertThat(newest.path("entities").findValuesAsText("entity")).contains("search_chunks", "memory_items");
        assertThat(newest.path("vector")).hasSize(384);
        for (int i = 0; i < vector.length; i++) {
            assertThat(newest.path("vector").path(i).floatValue()).isEqualTo(vector[i]);
        }
        assertThat(all.path("searches").path(1).path("entities").toString())
                .isEqualTo(
                        "[{\"entity\":\"search_chunks\",\"filter\":{\"document_id\":\"ä\",\"chunk_index\":1,\"source_type\":null}}]");
        assertThat(recent(1).path("searches")).containsExactly(newest);
    }

    @Test
    void counts() {
        JsonNode stats = same(() -> given().get("/v1/stats"));
        assertThat(stats.path("entities").path("documents").asInt()).isEqualTo(6);
        assertThat(stats.path("entities").path("chat_messages").asInt()).isZero();
        JsonNode acme = same(() -> given().header("Evenkeel-Workspace", "acme").get("/v1/stats"));
        assertThat(acme.path("entities").path("documents").asInt()).isEqualTo(1);
    }

    @Test
    void workspacesAreKeptApart() {
        JsonNode row = same(() -> given().header("Evenkeel-Workspace", "acme").get("/v1/documents/only-in-acme"));
        assertThat(row.path("workspace_id").asText()).isEqualTo("acme");
        for (Stage stage : List.of(Stage.DUAL_WRITE, Stage.LIVE)) {
            control.commit(stage);
            assertThat(given().get("/v1/documents/only-in-acme").statusCode()).isEqualTo(404);
        }
    }

    private int found(String entity, String... conditions) {
        return same(() -> {
                    RequestSpecification request = given();
                    for (int i = 0; i < conditions.length; i += 2) {
                        request.queryParam(conditions[i], conditions[i + 1]);
                    }
                    return request.get("/v1/" + entity);
                })
                .path("rows")
                .size();
    }

    private static JsonNode recent(int limit) {
        Response response = TwoStores.asOperator().queryParam("limit", limit).get("/v1/search/recent");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        try {
            return JSON.readTree(response.asByteArray());
        } catch (java.io.IOException notJson) {
            throw new AssertionError(response.asString(), notJson);
        }
    }

    private static Response search(String body) {
        return given().contentType("application/json").body(body).post("/v1/search");
    }

    /** The answer, which is the same from both but for where it comes from. */
    private JsonNode same(Supplier<Response> request) {
        long term = control.commit(Stage.DUAL_WRITE);
        JsonNode fromSqlite = answer(request.get(), "sqlite", term);
        term = control.commit(Stage.LIVE);
        JsonNode fromSupabase = answer(request.get(), "supabase", term);
        assertThat(fromSupabase).isEqualTo(fromSqlite);
        return fromSupabase;
    }

    private static JsonNode answer(Response response, String backend, long term) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(response.header("Evenkeel-Backend")).isEqualTo(backend);
        assertThat(response.header("Evenkeel-Term")).isEqualTo(Long.toString(term));
        try {
            ObjectNode body = (ObjectNode) JSON.readTree(response.asByteArray());
            if (body.has("position")) {
                assertThat(body.path("position").asText()).isEqualTo(response.header("Evenkeel-Position"));
                assertThat(body.remove("backend").asText()).isEqualTo(backend);
                assertThat(body.remove("term").asLong()).isEqualTo(term);
            }
            return body;
        } catch (java.io.IOException notJson) {
            throw new AssertionError(response.asString(), notJson);
        }
    }

    private static Change[] upserts(String key, Random random) {
        Row document = Rows.row(Rows.key("documents", key), Map.of("path", Rows.text("/" + key)));
        return new Change[] {
            new Change.Upsert(document),
            new Change.Upsert(Rows.random("tags", "tag of " + key, key, random)),
            new Change.Upsert(Rows.random("api_endpoints", "endpoint of " + key, key, random)),
            new Change.Upsert(Rows.chunk(key, 0, "text", "first of " + key)),
            new Change.Upsert(Rows.chunk(key, 1, "text", "second of " + key)),
        };
    }
}
