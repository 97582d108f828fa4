package io.evenkeel.parity;

import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.store.Rows;
import io.evenkeel.localstack.TestServers;
import io.evenkeel.parity.sweep.SweepReport;
import io.evenkeel.parity.sweep.SweepRequest;
import io.evenkeel.parity.sweep.Sweeps;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The checker as tests run it, on two stores of their own. */
final class Verifications {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LATENCY = Duration.ofMillis(500);

    private Verifications() {}

    /** Running, with the ledger in that folder; stores may be 2 s late. */
    static Verification start(TwoStores stores, Path folder) {
        return start(stores, folder, new Sweeps.Settings(Duration.ofSeconds(2), 1, LATENCY));
    }

    /** The same, with other sweeps. */
    static Verification start(TwoStores stores, Path folder, Sweeps.Settings sweeps) {
        return new Verification(
                        new Verification.Log(TestServers.kafkaBootstrap(), stores.topics(), stores.epoch()),
                        Rows.CATALOGUE,
                        stores.scanners(),
                        new Verification.Settings(
                                folder.resolve("ledger.sqlite"), Duration.ofSeconds(10), Duration.ofSeconds(5), sweeps),
                        stores.writers(),
                        () -> true,
                        Clock.systemUTC())
                .start();
    }

    /** Sweeps everything, to the end. */
    static SweepReport sweep(Verification verification) {
        return sweep(verification, SweepRequest.ALL);
    }

    /** The same, of what is asked for. */
    static SweepReport sweep(Verification verification, SweepRequest request) {
        return ended(
                verification,
                verification.sweeps().request(request).orElseThrow().id());
    }

    /** A sweep, once it has ended. */
    static SweepReport ended(Verification verification, String id) {
        await().atMost(SOON)
                .until(() -> verification.sweeps().find(id).orElseThrow().ended());
        return verification.sweeps().find(id).orElseThrow();
    }
}
