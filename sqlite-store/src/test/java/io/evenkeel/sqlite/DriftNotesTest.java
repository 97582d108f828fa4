package io.evenkeel.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.evenkeel.contract.schema.SqliteDriftNotes;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.sqlite.DriftNotes.Note;
import io.evenkeel.sqlite.DriftNotes.Range;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file notes of changes that are not its writer's. The conformance suite writes as the writer, and leaves no note. */
class DriftNotesTest {
    @TempDir
    private Path folder;

    @Test
    void nameEveryRowThatSomebodyElseHasChanged() throws SQLException {
        prepare();
        direct("insert into document (id, path, type) values ('a', '/a', 'pdf'), ('b', '/b', 'pdf')");
        direct("update document set title = 't' where id = 'a'");
        direct("update document set id = 'c' where id = 'b'");
        direct("insert into document (id, path, type) values ('a', '/a', 'pdf') on conflict do update set title = 'u'");
        direct("replace into document (id, path, type) values ('a', '/a', 'xml')");
        direct("delete from document");
        try (DriftNotes notes = notes()) {
            assertThat(notes.complete()).isTrue();
            assertThat(notes.after(0, 100))
                    .extracting(note -> note.key().toString(), Note::operation)
                    .containsExactly(
                            tuple("default/documents/a", "insert"),
                            tuple("default/documents/b", "insert"),
                            tuple("default/documents/a", "update"),
                            tuple("default/documents/b", "update"),
                            tuple("default/documents/c", "update"),
                            tuple("default/documents/a", "update"),
                            tuple("default/documents/a", "insert"),
                            tuple("default/documents/c", "delete"),
                            tuple("default/documents/a", "delete"));
            assertThat(notes.after(7, 1))
                    .singleElement()
                    .satisfies(note -> assertThat(note.number()).isEqualTo(8));
        }
    }

    @Test
    void staySoManyAndNoNumberComesAgain() throws SQLException {
        prepare();
        direct("insert into document (id, path, type) values ('a', '/a', 'pdf')");
        direct("with recursive n (i) as (select 1 union all select i + 1 from n where i < " + SqliteDriftNotes.KEPT
                + ")" + " insert into document (id, path, type) select 'n' || i, '/', 'pdf' from n");
        try (DriftNotes notes = notes()) {
            assertThat(notes.range()).isEqualTo(new Range(2, SqliteDriftNotes.KEPT + 1));
        }
    }

    @Test
    void areMissingWhereNoWriterHasPreparedTheFile() throws SQLException {
        try (DriftNotes notes = notes()) {
            assertThatThrownBy(notes::complete).isInstanceOf(StoreUnavailableException.class);
            direct("create table document (id text)");
            assertThat(notes.complete()).isFalse();
            assertThatThrownBy(() -> notes.after(0, 1)).isInstanceOf(StoreUnavailableException.class);
            direct("drop table document");
            prepare();
            assertThat(notes.complete()).isTrue();
            assertThat(notes.range()).isEqualTo(new Range(0, 0));
        }
    }

    private Path file() {
        return folder.resolve("evenkeel.sqlite");
    }

    private DriftNotes notes() {
        return new DriftNotes(file(), Rows.CATALOGUE);
    }

    private void prepare() {
        try (SqliteStore store = SqliteStore.open(file(), Rows.CATALOGUE, "changes")) {
            store.writer().prepare();
        }
    }

    private void direct(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
