package io.evenkeel.parity.history;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.evenkeel.parity.ParityEnvironment;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A checker that nobody has told of a Supabase. */
@QuarkusTest
@TestProfile(WithoutSupabaseIT.Alone.class)
class WithoutSupabaseIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Without {@code SUPABASE_DB_URL}. */
    public static final class Alone implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(
                    ParityEnvironment.class,
                    Map.of(ParityEnvironment.TOPICS, "without-supabase-it", ParityEnvironment.SUPABASE, "none")));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @Test
    void isReadyAndSaysThatNothingIsRecorded() {
        await().atMost(SOON).untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
        get("/v1/parity")
                .then()
                .statusCode(200)
                .body("reason", containsString("SUPABASE_DB_URL"))
                .body("history.state", equalTo("off"))
                .body("history.reason", containsString("SUPABASE_DB_URL"));
        get("/v1/cutover").then().statusCode(200).body("stage", equalTo("sqlite"));
        get("/v1/parity/history/mismatches")
                .then()
                .statusCode(503)
                .body("type", equalTo("urn:evenkeel:problem:history-unavailable"))
                .body("detail", containsString("SUPABASE_DB_URL"));
    }
}
