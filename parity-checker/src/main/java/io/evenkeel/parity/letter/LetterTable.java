package io.evenkeel.parity.letter;

import io.evenkeel.contract.topic.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The open letters in the ledger's file, without the bytes that they hold: on one connection, inside its transaction. */
final class LetterTable {
    private final Connection connection;

    LetterTable(Connection connection) {
        this.connection = connection;
    }

    void clear() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete from dead_letter");
        }
    }

    void put(OpenLetter open) throws SQLException {
        DeadLetter letter = open.letter();
        try (PreparedStatement upsert =
                connection.prepareStatement("insert or replace into dead_letter values (?, ?, ?, ?, ?, ?)")) {
            upsert.setString(1, letter.key());
            upsert.setString(2, letter.store());
            upsert.setInt(3, letter.partition());
            upsert.setLong(4, letter.offset());
            upsert.setLong(5, open.record());
            upsert.setString(6, letter.toJson());
            upsert.executeUpdate();
        }
    }

    void remove(String key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from dead_letter where key = ?")) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    Optional<OpenLetter> find(String key) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select fields, record from dead_letter where key = ?")) {
            select.setString(1, key);
            return read(select).stream().findFirst();
        }
    }

    /** The letter of a store about a record of the changes. */
    Optional<OpenLetter> find(String store, int partition, long offset) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select fields, record from dead_letter where store = ? and partition = ? and place = ?")) {
            select.setString(1, store);
            select.setInt(2, partition);
            select.setLong(3, offset);
            return read(select).stream().findFirst();
        }
    }

    /** The first of them in the order of the log; of one store where it is given. */
    List<OpenLetter> list(@Nullable String store, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select fields, record from dead_letter where ?1 is null or store = ?1"
                        + " order by partition, place, key limit ?2")) {
            select.setString(1, store);
            select.setInt(2, limit);
            return read(select);
        }
    }

    Map<String, Long> countByStore() throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (PreparedStatement select =
                        connection.prepareStatement("select store, count(*) from dead_letter group by store");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }

    private static List<OpenLetter> read(PreparedStatement select) throws SQLException {
        List<OpenLetter> letters = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                letters.add(new OpenLetter(DeadLetter.fromJson(rows.getString(1)), rows.getLong(2)));
            }
        }
        return letters;
    }
}
