package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.localstack.Durability;
import io.evenkeel.localstack.Lifetime;
import io.evenkeel.localstack.LocalPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Postgres goes away, cuts connections, gives statements little time, or has no disk left. */
@ExtendWith(Servers.Provider.class)
class PostgresFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final double MOST_LAG = 5;

    /** And meanwhile SQLite stays close behind the log. */
    @Test
    void outage(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "supabase-outage")) {
            ServiceProcess sqliteWriter = scenario.installation().sqliteWriter();
            servers.killPostgres();
            scenario.lasts(
                    Faults.lasting(Duration.ofSeconds(10), Duration.ofMinutes(1)),
                    () -> assertThat(sqliteWriter
                                    .metric("evenkeel_writer_lag_seconds")
                                    .orElse(0))
                            .as("SQLite's lag in seconds")
                            .isLessThan(MOST_LAG));
            assertThat(scenario.installation().supabaseWriter().health()).contains("degraded");
            servers.startPostgres();
            scenario.load().letPass(100);
            scenario.end();
        }
    }

    @Test
    void terminatedBackends(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "terminated-backends")) {
            for (int i = Faults.times(15, 300); i > 0; i--) {
                scenario.load().letPass(scenario.random().nextInt(40));
                Sql.execute(
                        scenario.installation().owner(),
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND usename = 'evenkeel_writer'");
            }
            scenario.end();
        }
    }

    @Test
    void statementsOfFiftyMilliseconds(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "statement-timeout")) {
            Installation installation = scenario.installation();
            String role = "ALTER ROLE evenkeel_writer IN DATABASE " + installation.database();
            Sql.execute(installation.owner(), role + " SET statement_timeout = '50ms'");
            installation.supabaseWriter().kill();
            // A backlog, so that there is something to be too large.
            scenario.load().send(Faults.times(500, 5_000));
            installation.supabaseWriter().start();
            scenario.end();
            Sql.execute(installation.owner(), role + " RESET statement_timeout");
        }
    }

    @Test
    void fullDisk(Servers servers) {
        assumeTrue(Faults.full(), "takes half a minute; outage always runs");
        try (Tmpfs disk = Tmpfs.mount(servers.folder("postgres-full"), 220)) {
            Path data = disk.path().resolve("server");
            LocalPostgres postgres = LocalPostgres.start(data, 0, Lifetime.JVM, Durability.VOLATILE);
            Installation installation = Installation.create(
                    servers,
                    "full-disk-supabase",
                    postgres,
                    servers.folder("full-disk-supabase").resolve("sqlite"));
            try (Scenario scenario = Scenario.begin(installation, EventMix.Shares.USUAL)) {
                disk.fill();
                Eventually.within(
                        SOON,
                        "supabase-writer says that it cannot write",
                        () -> installation.supabaseWriter().health().contains("degraded"),
                        () -> scenario.stores().positions(Backend.SUPABASE).toString());
                disk.free();
                // It may have ended itself when it could not write its own log.
                postgres = LocalPostgres.start(data, postgres.port(), Lifetime.JVM, Durability.VOLATILE);
                scenario.load().letPass(100);
                scenario.end();
            } finally {
                postgres.kill();
            }
        }
    }
}
