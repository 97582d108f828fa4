package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Catalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Row level security hides rows without a word, and a verdict over hidden rows would be worth nothing. So the role has to
 * be exempt from it, or have a policy that lets it read every row.
 */
final class SeesAllRows {
    private static final String BLIND = """
            SELECT t.name, current_user
            FROM unnest(?::text[]) AS t (name)
            LEFT JOIN pg_class AS c ON c.relname = t.name AND c.relnamespace = 'public'::regnamespace
            WHERE c.oid IS NULL
               OR NOT has_table_privilege(c.oid, 'SELECT')
               OR (row_security_active(c.oid)
                   AND (NOT EXISTS (
                            SELECT FROM pg_policy AS p
                            WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                              AND pg_get_expr(p.polqual, p.polrelid) = 'true'
                              AND EXISTS (SELECT FROM unnest(p.polroles) AS r (oid)
                                          WHERE r.oid = 0 OR pg_has_role(r.oid, 'USAGE')))
                        OR EXISTS (
                            SELECT FROM pg_policy AS p
                            WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd IN ('*', 'r'))))
            ORDER BY t.name
            """;

    private final List<String> tables;
    private volatile boolean verified;

    SeesAllRows(Catalogue catalogue) {
        tables = new ArrayList<>(List.of("evenkeel_position"));
        catalogue.entities().forEach(entity -> tables.add(entity.name()));
    }

    /** Whether it was checked, and holds. */
    boolean isVerified() {
        return verified;
    }

    /**
     * Checks once.
     *
     * @throws IllegalStateException when rows may be hidden, with what to do
     */
    void verify(Connection connection) throws SQLException {
        if (verified) {
            return;
        }
        List<String> blind = new ArrayList<>();
        String role = "";
        try (PreparedStatement select = connection.prepareStatement(BLIND)) {
            select.setArray(1, connection.createArrayOf("text", tables.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    blind.add(row.getString(1));
                    role = row.getString(2);
                }
            }
        }
        if (!blind.isEmpty()) {
            throw new IllegalStateException("role " + role + " does not see all rows of " + String.join(", ", blind)
                    + ": connect as a role that may read them past row level security (evenkeel_writer, service_role or"
                    + " the owner), and apply every migration");
        }
        verified = true;
    }
}
