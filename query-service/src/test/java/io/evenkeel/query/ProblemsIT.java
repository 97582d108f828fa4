package io.evenkeel.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.evenkeel.contract.control.Stage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered to what cannot be done, and what every service has. */
@QuarkusTest
@WithTestResource(TwoStores.class)
class ProblemsIT {
    @Inject
    ControlLog control;

    @BeforeEach
    void decide() {
        control.commit(Stage.DUAL_WRITE);
    }

    @Test
    void aRowThatIsNotThere() {
        problem(given().get("/v1/documents/none").then(), 404, "not-found")
                .header("Evenkeel-Backend", "sqlite")
                .header("Evenkeel-Position", notNullValue())
                .header("Evenkeel-Term", notNullValue());
    }

    @Test
    void anEntityThatIsNotThere() {
        problem(given().get("/v1/document/none").then(), 404, "unknown-entity")
                .body("detail", containsString("documents"));
        problem(given().get("/v1/document").then(), 404, "unknown-entity");
    }

    @Test
    void parametersThatDoNotFit() {
        problem(given().get("/v1/documents?colour=red").then(), 400, "invalid-parameter")
                .body("parameter", equalTo("colour"))
                .body("detail", containsString("title"));
        problem(given().get("/v1/documents?limit=0").then(), 400, "invalid-parameter");
        problem(given().get("/v1/documents?title=in.(a)").then(), 400, "invalid-parameter");
        problem(given().get("/v1/search_chunks?chunk_index=x").then(), 400, "invalid-parameter");
        problem(given().get("/v1/memory_items/17").then(), 400, "invalid-parameter");
        problem(given().header("Evenkeel-After", "17").get("/v1/documents").then(), 400, "invalid-parameter")
                .body("parameter", equalTo("Evenkeel-After"));
    }

    @Test
    void searchesThatMakeNoSense() {
        problem(search("{\"query\": \"\"}"), 422, "empty-query").body("pointer", equalTo("/query"));
        problem(search("{\"query\": \"a\", \"k\": 1001}"), 422, "invalid-search")
                .body("pointer", equalTo("/k"));
        problem(search("{\"query\": \"a\", \"mode\": \"keyword\"}"), 422, "mode-not-available");
        problem(search("{\"query\": "), 400, "malformed-body");
        problem(search(""), 400, "malformed-body");
    }

    @Test
    void aTextWithoutEmbeddingService() {
        problem(search("{\"query\": \"annual leave\"}"), 503, "embedding-unavailable")
                .header("Retry-After", "1")
                .body("detail", containsString("EMBEDDING_URL"));
    }

    @Test
    void whatWasSearchedForIsToldToOperatorsAlone() {
        problem(given().get("/v1/search/recent").then(), 401, "admin-token-required");
        problem(
                given().header("Authorization", "Bearer other")
                        .get("/v1/search/recent")
                        .then(),
                401,
                "admin-token-required");
        for (String limit : new String[] {"0", "1001", "many"}) {
            problem(
                            TwoStores.asOperator()
                                    .get("/v1/search/recent?limit=" + limit)
                                    .then(),
                            400,
                            "invalid-parameter")
                    .body("parameter", equalTo("limit"));
        }
    }

    @Test
    void everyServiceHasHealthMetricsAndOpenApi() {
        given().get("/v1/documents").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        assertThat(given().get("/q/metrics").asString()).contains("http_server_requests", "evenkeel_query_reads_total");
        assertThat(given().get("/q/openapi").asString())
                .contains("/v1/search", "/v1/search/recent", "/v1/{entity}/{key}", "/v1/stats", "/v1/config");
    }

    private static ValidatableResponse search(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/v1/search")
                .then();
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status, String code) {
        return response.statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("type", equalTo("urn:evenkeel:problem:" + code))
                .body("status", equalTo(status));
    }
}
