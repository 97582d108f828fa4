package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The SQLite file is locked by another program, has no disk left, or is wanted by a second writer. */
@ExtendWith(Servers.Provider.class)
class SqliteFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void lockedByAnotherProgram(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "sqlite-locked");
                SqliteLock lock = SqliteLock.take(scenario.installation().sqlite())) {
            awaitDegraded(scenario.installation());
            scenario.lasts(Faults.lasting(Duration.ZERO, Duration.ofSeconds(30)), () -> {});
            lock.close();
            scenario.load().letPass(100);
            scenario.end();
        }
    }

    @Test
    void fullDisk(Servers servers) {
        try (Tmpfs disk = Tmpfs.mount(servers.folder("sqlite-full"), 16)) {
            Installation installation = Installation.create(
                    servers, "full-disk-sqlite", servers.postgres(), disk.path().resolve("full.sqlite"));
            try (Scenario scenario = Scenario.begin(installation, EventMix.Shares.USUAL)) {
                disk.fill();
                awaitDegraded(installation);
                assertThat(installation.sqliteWriter().health()).contains("free disk space");
                disk.free();
                scenario.load().letPass(100);
                scenario.end();
            }
        }
    }

    @Test
    void aSecondWriterIsRefusedAndTakesNothing(Servers servers) {
        try (Scenario scenario = Scenario.begin(servers, "second-sqlite-writer")) {
            ServiceProcess second = scenario.installation().service("sqlite-writer", "two", "256m");

            second.startRefused();
            assertThat(second.output())
                    .contains("another sqlite-writer writes "
                            + scenario.installation().sqlite())
                    .contains("stop it first, or set SQLITE_PATH to another file");

            scenario.load().letPass(100);
            scenario.end();
            assertThat(scenario.installation().sqliteWriter().output())
                    .as("the first writer's own work")
                    .doesNotContain("reading its positions again");
        }
    }

    private static void awaitDegraded(Installation installation) {
        Eventually.within(
                SOON,
                "sqlite-writer says that it cannot write",
                () -> installation.sqliteWriter().health().contains("degraded"),
                () -> installation.sqliteWriter().health());
    }
}
