package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.supabase.Connections;
import io.evenkeel.supabase.SupabaseDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The replication slot that the watch of Supabase reads from, and what the server must allow for it. Thread-safe. */
final class ReplicationSlot {
    private static final String SERVER = """
            SELECT current_setting('wal_level'), pg_is_in_recovery(),
              (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user), current_user::text,
              (SELECT count(*) FROM pg_replication_slots) >= current_setting('max_replication_slots')::int""";
    private static final String PUBLISHED =
            "SELECT tablename::text FROM pg_publication_tables WHERE pubname = ? AND schemaname = 'public'";
    private static final String SLOT = """
            SELECT database::text, plugin::text, active, coalesce(wal_status, 'lost'), confirmed_flush_lsn::text,
              CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint END,
              current_database()::text
            FROM pg_replication_slots WHERE slot_name = ?""";
    private static final String PLUGIN = "pgoutput";

    private final SupabaseDatabase database;
    private final Catalogue catalogue;
    private final String name;

    ReplicationSlot(SupabaseDatabase database, Catalogue catalogue, String name) {
        this.database = database;
        this.catalogue = catalogue;
        this.name = name;
    }

    /**
     * The name of a database's slot where none is set. Slots belong to the whole server.
     *
     * @return lower-case letters, digits and underscores, at most 63
     */
    static String nameFor(SupabaseDatabase database) {
        String name = "evenkeel_" + database.database().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        return name.substring(0, Math.min(63, name.length()));
    }

    String name() {
        return name;
    }

    /**
     * How a slot stands.
     *
     * @param confirmed up to where its reader has taken the log, as an LSN; null when it never has
     * @param retainedBytes how much of the log it holds back; null when that cannot be told, or it is lost
     * @param lost whether the server has removed what it would need
     * @param active whether somebody reads from it
     */
    record Held(@Nullable String confirmed, @Nullable Long retainedBytes, boolean lost, boolean active) {}

    /** What can be made of a server for this slot. */
    sealed interface Finding {
        /** The slot is there. */
        record Ready(Held held) implements Finding {}

        /** Everything is there but the slot. */
        record Absent() implements Finding {}

        /**
         * It cannot work until a person does something.
         *
         * @param reason why, and what to do
         */
        record Impossible(String reason) implements Finding {}
    }

    /** Looks at server and slot. */
    Finding find() throws SQLException {
        try (Connection connection = Connections.jdbc(database).getConnection()) {
            Optional<String> obstacle = obstacle(connection);
            if (obstacle.isPresent()) {
                return new Finding.Impossible(obstacle.get());
            }
            return slot(connection);
        }
    }

    /**
     * Makes the slot, in place of one that is lost.
     *
     * @return from where on it sees changes, as an LSN
     */
    String create(boolean insteadOfLost) throws SQLException {
        try (Connection connection = Connections.jdbc(database).getConnection()) {
            if (insteadOfLost) {
                try (PreparedStatement drop = connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
                    drop.setString(1, name);
                    drop.execute();
                }
            }
            try (PreparedStatement create =
                    connection.prepareStatement("SELECT lsn::text FROM pg_create_logical_replication_slot(?, ?)")) {
                create.setString(1, name);
                create.setString(2, PLUGIN);
                try (ResultSet row = create.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        }
    }

    private Optional<String> obstacle(Connection connection) throws SQLException {
        if (database.transactionPooler()) {
            return Optional.of(
                    "a pooler passes no replication on; set SUPABASE_REPLICATION_URL to the direct connection");
        }
        try (PreparedStatement select = connection.prepareStatement(SERVER);
                ResultSet row = select.executeQuery()) {
            row.next();
            if (!row.getString(1).equals("logical")) {
                return Optional.of("wal_level is " + row.getString(1)
                        + "; set it to logical (ALTER SYSTEM SET wal_level = 'logical') and restart Postgres");
            }
            if (row.getBoolean(2)) {
                return Optional.of("the database is a standby; set SUPABASE_REPLICATION_URL to its primary");
            }
            if (!row.getBoolean(3)) {
                return Optional.of("role " + row.getString(4) + " may not replicate; as a role that may: ALTER ROLE "
                        + row.getString(4) + " REPLICATION");
            }
        }
        Set<String> published = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(PUBLISHED)) {
            select.setString(1, SupabaseSchema.PUBLICATION);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    published.add(row.getString(1));
                }
            }
        }
        List<String> missing = catalogue.entities().stream()
                .map(Entity::name)
                .filter(entity -> !published.contains(entity))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("publication " + SupabaseSchema.PUBLICATION + " is missing or lacks "
                        + missing.stream().limit(8).collect(Collectors.joining(", "))
                        + (missing.size() > 8 ? " and more" : "")
                        + "; apply every migration, or ALTER PUBLICATION " + SupabaseSchema.PUBLICATION
                        + " ADD TABLE, as the tables' owner");
    }

    private Finding slot(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SLOT)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return full(connection)
                            ? new Finding.Impossible("every replication slot of the server is taken; raise"
                                    + " max_replication_slots, or drop one that nobody reads")
                            : new Finding.Absent();
                }
                if (!row.getString(7).equals(row.getString(1)) || !PLUGIN.equals(row.getString(2))) {
                    return new Finding.Impossible("slot " + name + " belongs to database " + row.getString(1)
                            + " and plugin " + row.getString(2) + "; set EVENKEEL_DRIFT_SLOT to another name");
                }
                boolean lost = row.getString(4).equals("lost");
                long retained = row.getLong(6);
                return new Finding.Ready(new Held(
                        row.getString(5),
                        row.wasNull() || lost ? null : Long.valueOf(retained),
                        lost,
                        row.getBoolean(3)));
            }
        }
    }

    private static boolean full(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SERVER);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getBoolean(5);
        }
    }
}
