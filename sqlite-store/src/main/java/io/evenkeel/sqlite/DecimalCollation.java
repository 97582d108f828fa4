package io.evenkeel.sqlite;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Collation;

/** Compares decimals, which SQLite keeps as text, as the numbers that they are. */
final class DecimalCollation extends Collation {
    static final String NAME = "EVENKEEL_DECIMAL";

    private DecimalCollation() {}

    static void register(Connection connection) throws SQLException {
        Collation.create(connection, NAME, new DecimalCollation());
    }

    @Override
    protected int xCompare(String left, String right) {
        try {
            return new BigDecimal(left).compareTo(new BigDecimal(right));
        } catch (NumberFormatException notNumbers) {
            // A collation must order everything; what is no number came past the log.
            return left.compareTo(right);
        }
    }
}
