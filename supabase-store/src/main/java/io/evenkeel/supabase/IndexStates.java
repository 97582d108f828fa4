package io.evenkeel.supabase;

import io.evenkeel.contract.schema.VectorIndex;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which vector indexes searches can use now. */
final class IndexStates {
    private static final String VALID = "SELECT i.relname FROM pg_class AS i JOIN pg_index AS x ON x.indexrelid = i.oid"
            + " WHERE i.relnamespace = 'public'::regnamespace AND x.indisvalid AND x.indisready AND i.relname = ANY (?)";

    private IndexStates() {}

    /** Those of the given that are missing, or invalid because building them has not ended. */
    static List<VectorIndex> unfit(Connection connection, List<VectorIndex> wanted) throws SQLException {
        Set<String> valid = new HashSet<>();
        Array names = connection.createArrayOf(
                "text", wanted.stream().map(VectorIndex::name).toArray());
        try (PreparedStatement query = connection.prepareStatement(VALID)) {
            query.setArray(1, names);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    valid.add(rows.getString(1));
                }
            }
        }
        return wanted.stream().filter(index -> !valid.contains(index.name())).toList();
    }
}
