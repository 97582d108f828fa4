package io.evenkeel.sqlite;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.schema.SqliteDriftNotes;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.value.RowKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the notes that a file has of rows which others than its writer have changed. For one thread; it only ever reads, and a
 * look that finds nothing new costs some microseconds.
 */
public final class DriftNotes implements AutoCloseable {
    private static final String TRIGGERS =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND substr(name, 1, length(?1)) = ?1";
    private static final String RANGE = "SELECT min(number), max(number) FROM evenkeel_drift";
    private static final String AFTER =
            "SELECT number, entity, workspace_id, key, operation, noted_at FROM evenkeel_drift"
                    + " WHERE number > ? ORDER BY number LIMIT ?";

    private final SqliteFile file;
    private final Catalogue catalogue;
    private @Nullable Connection connection;

    /**
     * Of a file; nothing is opened before it is read.
     *
     * @param catalogue the entities it holds
     */
    public DriftNotes(Path file, Catalogue catalogue) {
        this.file = new SqliteFile(file.toAbsolutePath().normalize());
        this.catalogue = catalogue;
    }

    /**
     * A note.
     *
     * @param number its number; later notes have higher ones
     * @param key the row
     * @param operation {@code insert}, {@code update} or {@code delete}
     * @param at when it was changed
     */
    public record Note(long number, RowKey key, String operation, Instant at) {}

    /**
     * Which notes there are.
     *
     * @param first the number of the first one; 0 where there is none
     * @param last the number of the last one; 0 where there is none
     */
    public record Range(long first, long last) {}

    /**
     * Whether every table notes who changes it.
     *
     * @throws StoreUnavailableException when the file cannot be read
     */
    public boolean complete() {
        return read(open -> {
            try (PreparedStatement select = open.prepareStatement(TRIGGERS)) {
                select.setString(1, SqliteDriftNotes.TRIGGER_PREFIX);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getInt(1) >= SqliteDriftNotes.triggers(catalogue);
                }
            }
        });
    }

    /**
     * Which notes there are.
     *
     * @throws StoreUnavailableException when the file cannot be read
     */
    public Range range() {
        return read(open -> {
            try (PreparedStatement select = open.prepareStatement(RANGE);
                    ResultSet row = select.executeQuery()) {
                row.next();
                return new Range(row.getLong(1), row.getLong(2));
            }
        });
    }

    /**
     * The notes after that number, oldest first.
     *
     * @throws StoreUnavailableException when the file cannot be read
     */
    public List<Note> after(long number, int limit) {
        return read(open -> {
            List<Note> notes = new ArrayList<>();
            try (PreparedStatement select = open.prepareStatement(AFTER)) {
                select.setLong(1, number);
                select.setInt(2, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        notes.add(new Note(
                                row.getLong(1),
                                new RowKey(row.getString(2), row.getString(3), row.getString(4)),
                                row.getString(5),
                                Instant.EPOCH.plus(row.getLong(6), ChronoUnit.MICROS)));
                    }
                }
            }
            return notes;
        });
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException ignored) {
                // Closing a connection that only read loses nothing.
            }
        }
    }

    @FunctionalInterface
    private interface Query<T> {
        T run(Connection open) throws SQLException;
    }

    private <T> T read(Query<T> query) {
        try {
            Connection open = connection;
            if (open == null) {
                open = file.openForReading();
                connection = open;
            }
            return query.run(open);
        } catch (SQLException failed) {
            close();
            throw file.unavailable(failed);
        }
    }
}
