package io.evenkeel.parity;

import static io.evenkeel.contract.store.Rows.document;
import static io.evenkeel.contract.store.Rows.key;
import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import io.evenkeel.contract.change.Change;
import io.evenkeel.kit.EventLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Drift as operators see it. */
@QuarkusTest
@QuarkusTestResource(ParityEnvironment.class)
class DriftApiIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    @Inject
    ParityConfig config;

    @Inject
    EventLog log;

    @Test
    void saysWhoWatchesAndWhatWasChangedPastTheLog() {
        try (TwoStores stores = new TwoStores(
                log.bootstrapServers(),
                log.topics(),
                config.sqlitePath(),
                config.supabaseDbUrl().orElseThrow())) {
            await().atMost(SOON)
                    .untilAsserted(() -> get("/v1/parity/drift")
                            .then()
                            .statusCode(200)
                            .body("stores.supabase.mode", equalTo("watching")));
            stores.append(key("documents", "drift"), new Change.Upsert(document("drift", "one")));
            stores.applyAll();
            stores.inSupabase("update documents set title = 'hand' where id = 'drift'");

            await().atMost(SOON)
                    .untilAsserted(() -> get("/v1/parity/drift").then().body("rows.id", hasItem("drift")));
            get("/v1/parity/drift")
                    .then()
                    .body("stores.supabase.slot", equalTo(new Slots(stores.supabaseUri()).name()))
                    .body("counts.store", hasItem("supabase"))
                    .body("counts.find { it.entity == 'documents' }.policy", equalTo("alert"))
                    .body("counts.find { it.entity == 'documents' }.rows", greaterThanOrEqualTo(1));
            String mismatch = "mismatches.find { it.id == 'drift' }";
            get("/v1/parity/mismatches")
                    .then()
                    .body(mismatch + ".column", equalTo("title"))
                    .body(mismatch + ".drift.store", equalTo("supabase"))
                    .body(mismatch + ".drift.operation", equalTo("update"))
                    .body(mismatch + ".drift.place", matchesPattern("[0-9A-F]+/[0-9A-F]+"))
                    .body(mismatch + ".drift.changedAt", notNullValue());
            get("/q/metrics")
                    .then()
                    .body(containsString("evenkeel_drift_watch{mode=\"watching\",store=\"supabase\"} 1.0"))
                    .body(containsString("evenkeel_drift_slot_retained_bytes"))
                    .body(
                            matchesPattern(
                                    "(?s).*evenkeel_drift_rows_total\\{entity=\"documents\",policy=\"alert\",store=\"supabase\"} [1-9].*"));

            stores.inSupabase("update documents set title = 'one' where id = 'drift'");
            await().atMost(SOON)
                    .untilAsserted(() -> get("/v1/parity/drift").then().body("rows.size()", equalTo(0)));

            // Other tests count what is in these stores.
            stores.append(key("documents", "drift"), new Change.Delete(key("documents", "drift")));
            stores.applyAll();
        }
    }
}
