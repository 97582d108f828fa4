package io.evenkeel.parity.history;

import static io.evenkeel.parity.history.JournalFile.bind;
import static io.evenkeel.parity.history.JournalFile.number;
import static io.evenkeel.parity.history.JournalFile.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.evenkeel.parity.history.Waiting.Document;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Runs and repairs in the journal's file, until they are recorded. */
final class DocumentTable {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private DocumentTable() {}

    static void put(Connection connection, UUID id, Recorded content) throws SQLException {
        update(
                connection,
                "insert into document values (?, ?, ?, 1) on conflict (id) do update set content = excluded.content,"
                        + " version = version + 1",
                id.toString(),
                content.getClass().getSimpleName(),
                write(content));
    }

    static List<Document> waiting(Connection connection, int limit) throws SQLException {
        List<Document> documents = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select id, kind, content, version from document order by rowid limit ?")) {
            bind(select, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    documents.add(
                            new Document(row.getString(1), read(row.getString(2), row.getString(3)), row.getLong(4)));
                }
            }
        }
        return documents;
    }

    static void recorded(Connection connection, List<Document> done) throws SQLException {
        for (Document one : done) {
            update(connection, "delete from document where id = ? and version = ?", one.id(), one.version());
        }
    }

    static int trim(Connection connection, int most) throws SQLException {
        long excess = number(connection, "select count(*) from document") - most;
        return excess <= 0
                ? 0
                : update(
                        connection,
                        "delete from document where rowid in (select rowid from document order by rowid limit ?)",
                        excess);
    }

    private static String write(Recorded content) {
        try {
            return JSON.writeValueAsString(content);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Recorded read(String kind, String content) throws SQLException {
        try {
            return kind.equals(RunRecorded.class.getSimpleName())
                    ? JSON.readValue(content, RunRecorded.class)
                    : JSON.readValue(content, RepairRecorded.class);
        } catch (JsonProcessingException damaged) {
            throw new SQLException("a document of kind " + kind + " cannot be read", damaged);
        }
    }
}
