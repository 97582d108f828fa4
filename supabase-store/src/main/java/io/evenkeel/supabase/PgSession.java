package io.evenkeel.supabase;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One reading transaction on one connection of the reactive client: the only class that meets its pipeline. Commands are sent
 * without waiting for one another and answered in order; callers block, so not for event loops. Not thread-safe.
 *
 * <p>Nothing waits for ever: the server ends a statement after {@link Connections#STATEMENT_TIMEOUT}, and the client
 * gives up a connection that stays silent for longer.
 */
final class PgSession {
    private static final String SETTINGS = "SET LOCAL search_path = public, extensions; SET LOCAL statement_timeout = '"
            + Connections.STATEMENT_TIMEOUT.toSeconds() + "s'";
    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + SETTINGS;

    /** How the client's message begins when it cannot encode a value; the only sign that it gives. */
    private static final String WRONG_TYPE = "Parameter at position";

    private final SqlConnection connection;

    private PgSession(SqlConnection connection) {
        this.connection = connection;
    }

    /** A statement and its parameters. */
    record Command(String sql, Tuple parameters) {}

    /**
     * Does the work in a read-only transaction that sees one snapshot.
     *
     * @throws StoreUnavailableException when the database cannot be reached or cannot do it now
     * @throws IllegalArgumentException when it refuses a parameter, for example a pattern that ends in its escape
     */
    static <T> T read(Pool pool, Function<PgSession, T> work) {
        SqlConnection connection = await(pool.getConnection().subscribeAsCompletionStage());
        PgSession session = new PgSession(connection);
        try {
            session.send(BEGIN);
            return work.apply(session);
        } catch (RowRefusedException refused) {
            throw new IllegalArgumentException(refused.getMessage(), refused);
        } finally {
            // Commands are answered in order: whoever gets the connection next comes after this, also when the work was
            // interrupted.
            session.send("ROLLBACK");
            connection.closeAndForget();
        }
    }

    /** Runs statements in order, all in flight at once. */
    List<RowSet<Row>> pipeline(List<Command> commands) {
        List<CompletableFuture<RowSet<Row>>> answers =
                commands.stream().map(this::start).toList();
        List<RowSet<Row>> results = new ArrayList<>(commands.size());
        answers.forEach(answer -> results.add(await(answer)));
        return results;
    }

    /** Sends a statement without waiting; when it fails, so does what follows in the transaction. */
    private CompletableFuture<RowSet<Row>> send(String sql) {
        return connection.query(sql).execute().subscribeAsCompletionStage();
    }

    private CompletableFuture<RowSet<Row>> start(Command command) {
        return connection
                .preparedQuery(command.sql())
                .execute(command.parameters())
                .subscribeAsCompletionStage();
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for Supabase", interrupted);
        } catch (ExecutionException failed) {
            throw translate(failed.getCause());
        }
    }

    private static RuntimeException translate(@Nullable Throwable failure) {
        if (failure instanceof PgException refused) {
            String state = String.valueOf(refused.getSqlState());
            String message = refused.getErrorMessage() + " (SQLSTATE " + state + ")";
            return SqlState.blamesTheRow(state)
                    ? new RowRefusedException(state, message, refused)
                    : new StoreUnavailableException("Supabase: " + message, refused);
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (reason(failure).startsWith(WRONG_TYPE)) {
            // The client's message holds the value.
            return new RowRefusedException("42804", "a value is not of its column's type", new Exception(failure));
        }
        return new StoreUnavailableException("Supabase cannot be reached: " + reason(failure), new Exception(failure));
    }

    private static String reason(@Nullable Throwable failure) {
        return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
    }
}
