package io.evenkeel.sqlite;

import static io.evenkeel.sqlite.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalCheckpointsTest {
    /** A page with what the WAL says of it. */
    private static final long FRAME = 4096 + 24;

    private static final int BATCH_ROWS = 40;
    private static final int BATCH_PAGES = 1_000;

    @TempDir
    private Path folder;

    @Test
    void theWalStaysBoundedUnderConstantWriting() throws IOException {
        try (Sample sample = Sample.prepared(file())) {
            for (int i = 0; i < 6 * WalCheckpoints.MOST_PAGES / BATCH_PAGES; i++) {
                write(sample, i);
                assertThat(Files.size(wal())).isLessThan((WalCheckpoints.KEPT_PAGES + 2 * BATCH_PAGES) * FRAME);
            }
            assertThat(Files.size(wal())).isGreaterThan(WalCheckpoints.MOVED_PAGES * FRAME);
        }
        assertThat(wal()).doesNotExist();
    }

    @Test
    void whatALongReaderHasMadeOfTheWalIsGivenBack() throws SQLException, IOException {
        try (Sample sample = Sample.prepared(file())) {
            write(sample, 0);
            try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file());
                    Statement statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                statement.executeQuery("SELECT count(*) FROM books").next();
                for (int i = 0; i < WalCheckpoints.KEPT_PAGES / BATCH_PAGES + 4; i++) {
                    write(sample, i);
                }
                reader.rollback();
            }
            assertThat(Files.size(wal())).isGreaterThan(WalCheckpoints.KEPT_PAGES * FRAME);
            // Until it is tried again, and once more for the first commit from the beginning.
            for (int i = 0; i < WalCheckpoints.MOST_PAGES / BATCH_PAGES + 2; i++) {
                write(sample, i);
            }
            assertThat(Files.size(wal())).isLessThanOrEqualTo(WalCheckpoints.KEPT_PAGES * FRAME);
        }
    }

    @Test
    void closingEndsTheThread() {
        try (Sample sample = Sample.prepared(file())) {
            for (int i = 0; i < 2 * WalCheckpoints.MOVED_PAGES / BATCH_PAGES; i++) {
                write(sample, i);
            }
            assertThat(threads()).isPositive();
        }
        assertThat(threads()).isZero();
        assertThat(wal()).doesNotExist();
    }

    /** The same rows again and again, so that the file stays small. */
    private static void write(Sample sample, int version) {
        Row[] rows = new Row[BATCH_ROWS];
        for (int i = 0; i < BATCH_ROWS; i++) {
            Value.Text title = new Value.Text((version + " " + i + " ").repeat(25_000));
            Value.Text id = new Value.Text("b" + i);
            rows[i] = new Row(
                    key("books", id.text()),
                    List.of(id, title, new Value.Text("novel"), new Value.Json("{}"), new Value.Timestamp(0)));
        }
        sample.put(rows);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sqlite-checkpoints"))
                .count();
    }

    private Path file() {
        return folder.resolve("store.sqlite");
    }

    private Path wal() {
        return folder.resolve("store.sqlite-wal");
    }
}
