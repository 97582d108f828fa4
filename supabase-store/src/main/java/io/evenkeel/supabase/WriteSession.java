package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/**
 * The commands of one transaction. They are queued and go out together: one message, one answer, however many there are.
 * When many bytes are queued they go out while the caller prepares the next. Not thread-safe.
 */
final class WriteSession {
    /** What is queued goes out when it is so large, so that the server works beside the caller. */
    private static final int QUEUED_BYTES = 1 << 17;

    private final BaseConnection connection;
    private final VectorOids vectors;
    private final List<Command> queued = new ArrayList<>();
    private int queuedBytes;
    private int held;
    private @Nullable FutureTask<Boolean> underway;

    WriteSession(Connection connection, VectorOids vectors) throws SQLException {
        this.connection = connection.unwrap(BaseConnection.class);
        this.vectors = vectors;
    }

    /**
     * What the extension's type is called in one database.
     *
     * @param element the type, or 0 where the extension is missing
     * @param array its arrays
     */
    record VectorOids(int element, int array) {}

    /** Takes the answer of a command. */
    @FunctionalInterface
    interface Answer {
        /** For commands whose answer says nothing. */
        Answer IGNORED = (changed, rows) -> {};

        /**
         * Called once, in the order of the commands.
         *
         * @param changed how many rows it changed; 0 for a query
         * @param rows what a query found, before its first row; null for other commands
         */
        void accept(int changed, @Nullable ResultSet rows) throws SQLException;
    }

    /** Takes one row of an answer. */
    @FunctionalInterface
    interface EachRow {
        void accept(ResultSet row) throws SQLException;
    }

    /**
     * A statement.
     *
     * @param sql with {@code ?} for each parameter
     * @param parameters each a String, Integer, Long or {@link BinaryArray}
     */
    record Command(String sql, List<Object> parameters, Answer answer) {
        Command {
            parameters = List.copyOf(parameters);
        }

        /** A query, whose rows are taken one by one. */
        static Command query(String sql, List<Object> parameters, EachRow each) {
            return new Command(sql, parameters, (changed, rows) -> {
                while (rows != null && rows.next()) {
                    each.accept(rows);
                }
            });
        }

        int bytes() {
            return parameters.stream()
                    .mapToInt(parameter -> parameter instanceof BinaryArray array ? array.size() : 0)
                    .sum();
        }
    }

    /** Writes the data of a COPY. */
    @FunctionalInterface
    interface Copied {
        void writeTo(CopyIn copy) throws SQLException;
    }

    /** Queues a statement without parameters, of which only a failure is of interest. */
    void add(String sql) {
        add(new Command(sql, List.of(), Answer.IGNORED));
    }

    /** Queues a command; throws what {@link #flush} does, for those before. */
    void add(Command command) {
        queued.add(command);
        queuedBytes += command.bytes();
        if (queuedBytes >= QUEUED_BYTES) {
            sendAhead(this::translated);
        }
    }

    /** What is queued now is not dropped by {@link #forget}. Nothing before it may still be unanswered. */
    void hold() {
        held = queued.size();
    }

    /** Drops what is queued and has not gone out, but for what is held, and how what has gone out ends. */
    void forget() {
        queued.subList(held, queued.size()).clear();
        queuedBytes = 0;
        try {
            awaitSent();
        } catch (RowRefusedException | StoreUnavailableException forgotten) {
            // What comes next fails too, unless it begins with a rollback.
        }
    }

    private void clear() {
        queued.clear();
        queuedBytes = 0;
        held = 0;
    }

    /**
     * Sends what is queued and passes the answers on; returns when all have been taken.
     *
     * @throws StoreUnavailableException when the database cannot be reached or cannot do it now
     * @throws TooSlowException when a statement took longer than it may
     * @throws RowRefusedException when a row is at fault
     */
    void flush() {
        awaitSent();
        if (!queued.isEmpty()) {
            List<Command> sent = List.copyOf(queued);
            clear();
            translated(sent);
        }
    }

    /**
     * Sends what is queued and then copies; returns when the server has all of it. Throws what {@link #flush} does.
     *
     * @param sql a {@code COPY … FROM STDIN}
     */
    void copy(String sql, Copied data) {
        flush();
        try {
            CopyIn copy = connection.getCopyAPI().copyIn(sql);
            try {
                data.writeTo(copy);
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException failed) {
            throw SqlState.translate(failed);
        }
    }

    /**
     * Sends what is queued while the caller prepares the next. Whatever goes out after it, {@link #flush} included, first
     * throws what has failed of it; a statement that was too slow makes the store unavailable then.
     */
    void begin() {
        sendAhead(sent -> {
            try {
                translated(sent);
            } catch (TooSlowException tooSlow) {
                throw new StoreUnavailableException(String.valueOf(tooSlow.getMessage()), tooSlow);
            }
        });
    }

    private void sendAhead(Consumer<List<Command>> how) {
        awaitSent();
        List<Command> sent = List.copyOf(queued);
        clear();
        FutureTask<Boolean> sending = new FutureTask<>(() -> how.accept(sent), true);
        underway = sending;
        Thread.ofVirtual().name("supabase-commands").start(sending);
    }

    private void awaitSent() {
        FutureTask<Boolean> sending = underway;
        if (sending == null) {
            return;
        }
        underway = null;
        try {
            sending.get();
        } catch (InterruptedException interrupted) {
            sending.cancel(true);
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for Supabase", interrupted);
        } catch (ExecutionException failed) {
            throw WriterConnection.unchecked(failed.getCause());
        }
    }

    private void translated(List<Command> sent) {
        try {
            send(sent);
        } catch (SQLException failed) {
            throw SqlState.translate(failed);
        }
    }

    private void send(List<Command> sent) throws SQLException {
        String sql = sent.stream().map(Command::sql).collect(Collectors.joining("; "));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (Command command : sent) {
                for (Object parameter : command.parameters()) {
                    bind(statement, index++, parameter);
                }
            }
            boolean found = statement.execute();
            for (Command command : sent) {
                if (found) {
                    try (ResultSet rows = statement.getResultSet()) {
                        command.answer().accept(0, rows);
                    }
                } else {
                    command.answer().accept(statement.getUpdateCount(), null);
                }
                found = statement.getMoreResults();
            }
        }
    }

    private void bind(PreparedStatement statement, int index, Object parameter) throws SQLException {
        if (!(parameter instanceof BinaryArray array)) {
            statement.setObject(index, parameter);
            return;
        }
        ElementType type = array.type();
        int oid = type == ElementType.VECTOR ? vectors.element() : type.oid();
        int arrayOid = type == ElementType.VECTOR ? vectors.array() : type.arrayOid();
        statement.setArray(index, new PgArray(connection, arrayOid, array.toBytes(oid)));
    }
}
