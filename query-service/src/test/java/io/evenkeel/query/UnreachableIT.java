package io.evenkeel.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Stage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The active backend cannot be reached. */
@QuarkusTest
@WithTestResource(SilentSupabase.class)
class UnreachableIT {
    @Inject
    ControlLog control;

    @Test
    void isAProblemSoonAndTellsWhenToComeBack() {
        control.commit(Stage.LIVE);
        given().get("/v1/documents");
        long start = System.nanoTime();
        Response response = given().get("/v1/documents");
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.jsonPath().getString("type")).isEqualTo("urn:evenkeel:problem:unreachable");
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.header("Evenkeel-Backend")).isEqualTo("supabase");
        assertThat(response.asString()).doesNotContain("s3cret");
        assertThat(took).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void showsInTheConfiguration() {
        control.commit(Stage.LIVE);

        assertThat(given().get("/v1/config").jsonPath().getString("health.supabase"))
                .isEqualTo("down");
        assertThat(given().get("/v1/config").jsonPath().getString("health.sqlite"))
                .isEqualTo("up");
    }
}
