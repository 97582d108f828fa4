package io.evenkeel.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Stage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The active backend cannot be reached, and the other may serve. */
@QuarkusTest
@TestProfile(FallbackIT.WithFallback.class)
@WithTestResource(SilentSupabase.class)
class FallbackIT {
    public static class WithFallback implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("evenkeel.query.fallback", "true");
        }
    }

    @Inject
    ControlLog control;

    @Test
    void theOtherStoreServesWithAWarning() {
        control.commit(Stage.LIVE);
        Response response = given().get("/v1/documents");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.header("Evenkeel-Backend")).isEqualTo("sqlite");
        assertThat(response.header("Warning")).startsWith("199 evenkeel ").contains("supabase");
    }

    @Test
    void butNotOnceItIsFrozen() {
        control.commit(Stage.COMPLETE);
        Response response = given().get("/v1/documents");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.header("Warning")).isNull();
    }
}
