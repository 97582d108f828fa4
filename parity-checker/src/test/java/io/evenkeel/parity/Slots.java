package io.evenkeel.parity;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The replication slots of a database, as its server's superuser sees them.
 *
 * @param uri a libpq URI of the superuser
 */
record Slots(String uri) {
    /** Ends the connections that read the server's log. */
    void endReplication() {
        execute("do $$ begin perform pg_terminate_backend(active_pid) from pg_replication_slots where database = '"
                + database() + "' and active; end $$");
    }

    /** Removes the slots, which would hold the server's log. */
    void drop() {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            endReplication();
            execute(
                    "do $$ begin perform pg_drop_replication_slot(slot_name) from pg_replication_slots where database = '"
                            + database() + "'; end $$");
            return true;
        });
    }

    /** Has the server write so much of its log, and keep so little, that it removes what the slots would need. */
    void lose() {
        execute("alter system set max_slot_wal_keep_size = '1MB'");
        execute("do $$ begin perform pg_reload_conf(); end $$");
        try {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        execute("do $$ begin perform pg_logical_emit_message(true, 'lose', ''); end $$");
                        execute("do $$ begin perform pg_switch_wal(); end $$");
                        execute("checkpoint");
                        return "lost".equals(first("wal_status"));
                    });
        } finally {
            execute("alter system reset max_slot_wal_keep_size");
            execute("do $$ begin perform pg_reload_conf(); end $$");
        }
    }

    /** Up to where the slot's reader has taken the log. */
    String confirmed() {
        return first("confirmed_flush_lsn::text");
    }

    /** The slot's name. */
    String name() {
        return first("slot_name");
    }

    private String first(String column) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select " + column + " from pg_replication_slots where database = '" + database() + "'")) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Connection connect() throws SQLException {
        URI server = URI.create(uri);
        String[] user = server.getUserInfo().split(":", -1);
        return DriverManager.getConnection("jdbc:postgresql://" + server.getHost() + ":" + server.getPort()
                + "/postgres?user=" + user[0] + (user.length > 1 ? "&password=" + user[1] : ""));
    }

    private String database() {
        return URI.create(uri).getPath().substring(1);
    }
}
