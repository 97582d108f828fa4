package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.contract.change.Change.Upsert;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.LogOfChanges;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The SQLite file is locked by another program, has no disk left, or is wanted by a second writer. */
@ExtendWith(Servers.Provider.class)
class SqliteFaultsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int BATCH_ROWS = 40;
    private static final int BATCH_BYTES = 4 << 20;

    /** So much of the WAL is moved at a time. */
    private static final int MOVED_BYTES = 16 << 20;

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
        assumeTrue(Faults.full(), "takes a minute; fullDiskBehindTheWal always runs");
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

    /** The WAL has its place already and the file has not: what is committed can then not be moved into it. */
    @Test
    void fullDiskBehindTheWal(Servers servers) throws SQLException {
        try (Tmpfs disk = Tmpfs.mount(servers.folder("sqlite-full-wal"), 96)) {
            Path file = disk.path().resolve("full.sqlite");
            LogOfChanges log = new LogOfChanges(1, 0);
            try (SqliteStore store = SqliteStore.open(file, Installation.CATALOGUE, "changes")) {
                store.writer().prepare();
                growWal(file, store, log);
                disk.fill();
                int committed = 0;
                ChangeBatch batch = documents(log, "new-" + committed, 0);
                while (applies(store, batch)) {
                    batch = documents(log, "new-" + ++committed, 0);
                }
                assertThat(committed * BATCH_BYTES)
                        .as("bytes committed that would have been moved")
                        .isGreaterThan(MOVED_BYTES);
                disk.free();
                assertThat(applies(store, batch)).isTrue();
                assertThat(store.reader().counts("default").value())
                        .containsEntry("documents", (committed + 2L) * BATCH_ROWS);
            }
            assertThat(disk.path().resolve("full.sqlite-wal")).doesNotExist();
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(found.getString(1)).isEqualTo("ok");
            }
        }
    }

    /** Has the WAL grow beyond what is moved at a time, by the same rows again and again, and leaves all of it moved. */
    private static void growWal(Path file, SqliteStore store, LogOfChanges log) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM evenkeel_position").next();
            for (int i = 0; i < 2 * MOVED_BYTES / BATCH_BYTES; i++) {
                assertThat(applies(store, documents(log, "old", i))).isTrue();
            }
            other.rollback();
            other.setAutoCommit(true);
            Eventually.within(SOON, "nothing is left to be moved", () -> {
                try (ResultSet moved = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
                    return moved.getInt(1) == 0 && moved.getInt(2) == moved.getInt(3);
                } catch (SQLException failed) {
                    throw new IllegalStateException(failed);
                }
            });
        }
    }

    private static ChangeBatch documents(LogOfChanges log, String prefix, int version) {
        String title = Character.toString('a' + version).repeat(BATCH_BYTES / BATCH_ROWS);
        for (int i = 0; i < BATCH_ROWS; i++) {
            String id = prefix + "-" + i;
            log.add(Rows.key("documents", id), new Upsert(Rows.document(id, title)));
        }
        return log.take();
    }

    private static boolean applies(SqliteStore store, ChangeBatch batch) {
        try {
            return store.writer().apply(batch, refusals -> {}).refused() == 0;
        } catch (StoreUnavailableException full) {
            assertThat(full).hasMessageContaining("free disk space");
            return false;
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
