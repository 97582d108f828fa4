package io.evenkeel.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqliteSchemaTest {
    private static final Catalogue SHIPPED = Catalogue.shipped();
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        statement = connection.createStatement();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void createsEveryTableWithItsColumnsInCatalogueOrder() throws SQLException {
        create(SHIPPED, SchemaOptions.DEFAULT);
        for (Entity entity : SHIPPED.entities()) {
            assertThat(texts("select name from pragma_table_info('" + entity.sqliteTable() + "')"))
                    .containsExactlyElementsOf(Stream.concat(
                                    entity.columns().stream().map(Column::sqliteName),
                                    Stream.of(
                                            "workspace_id",
                                            "source_epoch",
                                            "source_partition",
                                            "source_offset",
                                            "source_sequence"))
                            .toList());
        }
        assertThat(texts("select name from pragma_table_list where strict = 0 and name not like 'sqlite_%'"))
                .isEmpty();
    }

    @Test
    void changesNothingTheSecondTime() throws SQLException {
        create(SHIPPED, SchemaOptions.DEFAULT);
        List<String> before = texts("select sql from sqlite_schema order by name");
        create(SHIPPED, SchemaOptions.DEFAULT);
        assertThat(texts("select sql from sqlite_schema order by name")).isEqualTo(before);
    }

    @Test
    void findsChildrenAndReferencesThroughAnIndex() throws SQLException {
        create(SHIPPED, SchemaOptions.DEFAULT);
        assertThat(plan("select * from section where workspace_id = 'w' and document_id = 'd'"))
                .contains("USING INDEX section_document_id_idx");
        assertThat(plan("select * from fact where workspace_id = 'w' and evidence_id = 'e'"))
                .contains("USING INDEX fact_evidence_id_idx");
        assertThat(plan("select * from apiendpoint where workspace_id = 'w' and method = 'GET' and path = '/'"))
                .contains("USING INDEX apiendpoint_method_path_idx");
    }

    @Test
    void fillsInWhatADirectInsertLeavesOut() throws SQLException {
        create(SHIPPED, SchemaOptions.DEFAULT);
        statement.execute("insert into artifact (id, filename, filepath, filetype) values ('a', 'f', 'p', 't')");
        assertThat(texts(
                        "select workspace_id || ' ' || extra_json || ' ' || image_ocr || ' ' || coalesce(source_offset, '-')"
                                + " from artifact where abs(created_at - 1e6 * unixepoch('now')) < 60e6"))
                .containsExactly("default {} 0 -");
        statement.execute("insert into memory_items (id, trace_id, title, content) values ('i', 't', '', '')");
        assertThat(texts("select pattern_tags from memory_items")).containsExactly("[]");
    }

    @Test
    void keepsWhatTheTypesDoNotAllow() throws SQLException {
        create(SHIPPED, SchemaOptions.DEFAULT);
        refused("insert into document (id, path, type) values ('d', 'p', 'doc')", "CHECK constraint failed");
        refused("insert into document (id, type) values ('d', 'pdf')", "NOT NULL constraint failed");
        refused("insert into hrm_run (id, steps, halted) values ('r', 1, 2)", "CHECK constraint failed");
        refused(
                "insert into hrm_run (id, steps, halted) values ('r', 'many', 1)",
                "cannot store TEXT value in INTEGER");
        statement.execute("insert into document (id, path, type) values ('d', 'p', 'pdf')");
        refused("insert into document (id, path, type) values ('d', 'p', 'pdf')", "UNIQUE constraint failed");
    }

    @Test
    void keepsOneKeyInEachWorkspaceUnlessThereIsOnlyOne() throws SQLException {
        String other = "insert into document (id, path, type, workspace_id) values ('d', 'p', 'pdf', 'w')";
        create(SHIPPED, SchemaOptions.DEFAULT);
        statement.execute("insert into document (id, path, type) values ('d', 'p', 'pdf')");
        statement.execute(other);
        close();
        open();
        create(SHIPPED, new SchemaOptions(true));
        refused(other, "CHECK constraint failed");
        statement.execute("insert into document (id, path, type) values ('d', 'p', 'pdf') on conflict (id) do nothing");
    }

    @Test
    void takesPacksOfTheUsersOwn() throws SQLException {
        Catalogue catalogue = Catalogue.load(List.of(
                Path.of("documents"),
                Path.of("src/test/resources/io/evenkeel/packs/more-documents.yaml"),
                Path.of("src/test/resources/io/evenkeel/packs/every-type.yaml")));
        create(catalogue, SchemaOptions.DEFAULT);
        assertThat(texts("select name from pragma_index_list('document_structure') where origin = 'c'"))
                .as("the owner's column is the key, which has an index already")
                .isEmpty();
        statement.execute("insert into every_type (key) values (7)");
        assertThat(texts("select a_text || ' ' || a_float || ' ' || a_decimal || ' ' || a_bool || ' ' || a_uuid || ' '"
                        + " || a_json || ' ' || an_array from every_type"))
                .containsExactly("it's 1.5 1.25 1 00000000-0000-0000-0000-000000000001 [] [\"a\", \"b'c\"]");
    }

    private void create(Catalogue catalogue, SchemaOptions options) throws SQLException {
        for (String sql : SqliteSchema.statements(catalogue, options)) {
            statement.execute(sql);
        }
    }

    private List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private String plan(String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery("explain query plan " + query)) {
            return rows.getString("detail");
        }
    }

    private void refused(String sql, String message) {
        assertThatThrownBy(() -> statement.execute(sql))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(message);
    }
}
