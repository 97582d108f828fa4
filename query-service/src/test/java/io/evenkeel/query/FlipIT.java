package io.evenkeel.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.value.RowKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Reads while the stores lag and the backend changes. Each test has a partition of its own and leaves none behind. */
@QuarkusTest
@WithTestResource(TwoStores.class)
class FlipIT {
    private static final String WORKSPACE = "flips";

    @Inject
    Databases databases;

    @Inject
    ControlLog control;

    @Test
    void followsTheControlLogWithoutARestart() {
        for (Stage stage : new Stage[] {Stage.DUAL_WRITE, Stage.LIVE, Stage.RAMP_DOWN, Stage.SHADOW}) {
            long term = control.commit(stage);

            given().get("/v1/config").then().statusCode(200);
            var config = given().get("/v1/config").jsonPath();
            assertThat(config.getString("stage")).isEqualTo(stage.label());
            assertThat(config.getString("backend")).isEqualTo(stage.backend().label());
            assertThat(config.getLong("term")).isEqualTo(term);
            assertThat(config.getMap("health")).isEqualTo(Map.of("sqlite", "up", "supabase", "up"));
            Response list = given().get("/v1/documents?limit=1");
            assertThat(list.header("Evenkeel-Backend"))
                    .isEqualTo(stage.backend().label());
            assertThat(list.header("Evenkeel-Term")).isEqualTo(Long.toString(term));
        }
    }

    @Test
    void aReceiptGivesReadYourWritesOnEitherBackend() {
        LogOfChanges log = new LogOfChanges(1, 1);
        for (Backend backend : Backend.values()) {
            control.commit(backend == Backend.SQLITE ? Stage.DUAL_WRITE : Stage.LIVE);
            String key = "written-for-" + backend.label();
            Position receipt = write(log, key);
            ChangeBatch batch = log.take();

            Response early = get(key, receipt.toString());
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.header("Retry-After")).isEqualTo("1");
            assertThat(early.contentType()).startsWith("application/problem+json");
            assertThat(early.jsonPath().getString("type")).isEqualTo("urn:evenkeel:problem:behind");
            assertThat(get(key, "").statusCode()).isEqualTo(404);

            databases.apply(backend, batch);
            assertThat(get(key, receipt.toString()).statusCode()).isEqualTo(200);
            databases.apply(backend.other(), batch);
        }
    }

    @Test
    void waitsForTheWriteThatAReceiptNames() {
        control.commit(Stage.DUAL_WRITE);
        LogOfChanges log = new LogOfChanges(1, 2);
        Position receipt = write(log, "waited-for");
        ChangeBatch batch = log.take();
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Response> waiting =
                    CompletableFuture.supplyAsync(() -> get("waited-for", receipt.toString()), client);
            databases.apply(batch);

            assertThat(waiting.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void afterAFlipNothingOlderIsServedThanBeforeIt() {
        control.commit(Stage.DUAL_WRITE);
        LogOfChanges log = new LogOfChanges(1, 3);
        write(log, "shown");
        ChangeBatch batch = log.take();
        databases.apply(Backend.SQLITE, batch);
        Response before = get("shown", "");
        assertThat(before.statusCode()).isEqualTo(200);

        control.commit(Stage.LIVE);
        assertThat(get("shown", "").jsonPath().getString("type")).isEqualTo("urn:evenkeel:problem:behind");

        databases.apply(Backend.SUPABASE, batch);
        Response after = get("shown", before.header("Evenkeel-Position"));
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.header("Evenkeel-Backend")).isEqualTo("supabase");
        assertThat(after.asString()).isEqualTo(before.asString());
    }

    private static Position write(LogOfChanges log, String key) {
        RowKey document = new RowKey("documents", WORKSPACE, key);
        return log.add(document, new Change.Upsert(Rows.row(document, Map.of("path", Rows.text("/" + key)))));
    }

    private static Response get(String key, String after) {
        RequestSpecification request = given().header("Evenkeel-Workspace", WORKSPACE);
        return (after.isEmpty() ? request : request.header("Evenkeel-After", after)).get("/v1/documents/" + key);
    }
}
