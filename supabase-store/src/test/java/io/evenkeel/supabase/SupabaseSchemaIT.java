package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.schema.SchemaOptions;
import io.evenkeel.contract.schema.SupabaseSchema;
import io.evenkeel.contract.schema.VectorIndex;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The migration as it ships, on a real database: who may do what, and that nothing is left open. */
class SupabaseSchemaIT {
    private static final String OWN_TABLES =
            "from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'";
    private static MigratedDatabase database;

    @BeforeAll
    static void migrate() throws SQLException {
        database = MigratedDatabase.likeSupabase(shipped());
        database.run("""
                insert into documents (id, path, type, workspace_id) values
                  ('d', '/d', 'pdf', 'default'), ('d', '/d', 'pdf', 'other'), ('e', '/e', 'xml', 'other');
                insert into search_chunks (id, document_id, chunk_index, text, embedding) values
                  ('d:0', 'd', 0, 'text', array_fill(1, array[384])::vector), ('loose', null, 0, 'text', null)""");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @Test
    void runsAsAnOwnerWhoIsNoSuperuserOnPlainPostgresToo() throws SQLException {
        try (MigratedDatabase plain = MigratedDatabase.plain(shipped())) {
            assertThat(plain.texts("select distinct tableowner from pg_tables where schemaname = 'public'"))
                    .containsExactly(MigratedDatabase.OWNER);
            assertThat(plain.texts(
                            "select extnamespace::regnamespace::text from pg_extension where extname = 'vector'"))
                    .containsExactly("public");
            assertThat(plain.as("service_role", "select check_pgvector_enabled()"))
                    .containsExactly("t");
            assertThat(plain.as("service_role", "select total_traces from get_reasoning_bank_stats()"))
                    .containsExactly("0");
        }
    }

    @Test
    void takesEveryType() throws SQLException {
        Catalogue catalogue =
                Catalogue.load(List.of(Path.of("../contract/src/test/resources/io/evenkeel/packs/every-type.yaml")));
        try (MigratedDatabase every =
                MigratedDatabase.likeSupabase(SupabaseSchema.migration(catalogue, SchemaOptions.DEFAULT))) {
            every.run("insert into every_type (key) values (7)");
            assertThat(every.texts("select concat_ws(' ', a_text, a_float, a_decimal, a_bool, a_uuid, a_json, an_array,"
                            + " abs(extract(epoch from a_time - now())) < 60) from every_type"))
                    .containsExactly("it's 1.5 1.25 t 00000000-0000-0000-0000-000000000001 [] {a,b'c} t");
        }
    }

    @Test
    void showsUsersTheirWorkspaceAlone() throws SQLException {
        String ids = "select id from documents order by id";
        assertThat(database.asUser("{\"workspace_id\": \"other\"}", ids)).containsExactly("d", "e");
        assertThat(database.asUser("{\"app_metadata\": {\"workspace_id\": \"other\"}}", ids))
                .containsExactly("d", "e");
        assertThat(database.asUser("{\"user_metadata\": {\"workspace_id\": \"other\"}}", ids))
                .as("users set this themselves")
                .containsExactly("d");
        assertThat(database.asUser("", ids)).containsExactly("d");
        assertThat(database.asUser("{\"workspace_id\": \"nobody\"}", ids)).isEmpty();
    }

    @Test
    void letsOnlyTheWriterWrite() throws SQLException {
        String insert =
                "insert into documents (id, path, type) values ('w', '/w', 'pdf') on conflict do nothing returning id";
        for (String role : List.of("anon", "authenticated", "service_role", SupabaseSchema.CHECKER_ROLE)) {
            refused(role, insert);
            refused(role, "update documents set title = '' returning id");
            refused(role, "delete from evenkeel_position returning topic");
        }
        assertThat(database.as(SupabaseSchema.WRITER_ROLE, insert)).containsExactly("w");
        assertThat(database.as(SupabaseSchema.WRITER_ROLE, "delete from documents where id = 'w' returning id"))
                .containsExactly("w");
        refused(SupabaseSchema.WRITER_ROLE, "create table mine (id text)");
    }

    /** What lets it bypass them takes nothing away. */
    @Test
    void policiesRestrictTheWriterInNothing() throws SQLException {
        String writable = "select relname " + OWN_TABLES + " and has_table_privilege('" + SupabaseSchema.WRITER_ROLE
                + "', c.oid, 'insert, update, delete, select, truncate, references, trigger')";
        assertThat(database.texts(writable)).isNotEmpty();
        assertThat(database.texts(writable + " and (not exists (select from pg_policy where polrelid = c.oid"
                        + " and polcmd = '*' and polpermissive and '" + SupabaseSchema.WRITER_ROLE
                        + "'::regrole = any (polroles) and pg_get_expr(polqual, polrelid) = 'true'"
                        + " and pg_get_expr(polwithcheck, polrelid) = 'true')"
                        + " or exists (select from pg_policy where polrelid = c.oid and not polpermissive))"))
                .isEmpty();
        assertThat(database.texts("select relname from pg_class where relkind in ('r', 'p', 'v', 'm') and relnamespace"
                        + " not in ('public'::regnamespace, 'pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
                        + " and has_table_privilege('" + SupabaseSchema.WRITER_ROLE + "', oid, 'select, insert')"
                        + " and relnamespace::regnamespace::text !~ '^pg_'"))
                .as("tables of others that it may use")
                .isEmpty();
    }

    @Test
    void letsServicesSeeEveryWorkspaceAndUsersNoPositions() throws SQLException {
        for (String role : List.of("service_role", SupabaseSchema.WRITER_ROLE, SupabaseSchema.CHECKER_ROLE)) {
            assertThat(database.as(role, "select count(*) from documents")).containsExactly("3");
            assertThat(database.as(role, "select count(*) from evenkeel_position"))
                    .containsExactly("0");
        }
        refused("authenticated", "select topic from evenkeel_position");
    }

    @Test
    void letsTheCheckerAloneKeepTheHistory() throws SQLException {
        String insert =
                "insert into evenkeel.parity_repair (id, at, asked_by, entity, workspace_id, key, store, action,"
                        + " outcome, recorded_at) values (gen_random_uuid(), now(), 'o', 'e', 'w', 'k', 'sqlite', 'put', 'failed',"
                        + " now()) returning entity";
        assertThat(database.as(SupabaseSchema.CHECKER_ROLE, insert)).containsExactly("e");
        assertThat(database.as(
                        SupabaseSchema.CHECKER_ROLE, "update evenkeel.parity_repair set code = 'c' returning code"))
                .containsExactly("c");
        assertThat(database.as("service_role", "select code from evenkeel.parity_repair"))
                .containsExactly("c");
        assertThat(database.as(SupabaseSchema.CHECKER_ROLE, "delete from evenkeel.parity_repair returning entity"))
                .containsExactly("e");
        List<String> tables = database.texts("select relname from pg_class where relkind = 'r'"
                + " and relnamespace = 'evenkeel'::regnamespace and relname like 'parity%'");
        assertThat(tables).containsExactlyInAnyOrder("parity_run", "parity_mismatch", "parity_repair");
        for (String table : tables) {
            for (String role : List.of("anon", "authenticated", SupabaseSchema.WRITER_ROLE)) {
                refused(role, "select 1 from evenkeel." + table);
            }
            for (String role : List.of("anon", "authenticated", "service_role", SupabaseSchema.WRITER_ROLE)) {
                refused(role, "delete from evenkeel." + table + " returning id");
            }
        }
        assertThat(database.texts("select relname from pg_class where relkind = 'r' and not relrowsecurity"
                        + " and relnamespace = 'evenkeel'::regnamespace"))
                .isEmpty();
    }

    @Test
    void showsAnonymousCallersNothing() throws SQLException {
        for (String table : database.texts("select relname " + OWN_TABLES)) {
            refused("anon", "select 1 from \"" + table + "\"");
        }
        refused("anon", "select check_pgvector_enabled()");
        refused("anon", "select evenkeel.workspace()");
    }

    @Test
    void leavesNothingForALinterToFind() throws SQLException {
        assertThat(database.texts("select relname " + OWN_TABLES + " and not relrowsecurity"))
                .isEmpty();
        assertThat(database.texts("select relname " + OWN_TABLES + " and relname not like 'evenkeel%'"
                        + " and (relreplident <> 'f' or not exists (select from pg_publication_tables"
                        + " where pubname = 'evenkeel' and tablename = relname))"))
                .as("not captured with all old values")
                .isEmpty();
        assertThat(database.texts("select proname from pg_proc where pronamespace in"
                        + " ('public'::regnamespace, 'evenkeel'::regnamespace)"
                        + " and not array_to_string(coalesce(proconfig, '{}'), ' ') like '%search_path=%'"))
                .as("functions with a search_path that callers choose")
                .isEmpty();
        assertThat(database.texts("select conname from pg_constraint where contype = 'f' and not exists"
                        + " (select from pg_index where indrelid = conrelid and (indkey::int2[])[0:1] = conkey)"))
                .as("foreign keys without an index")
                .isEmpty();
        assertThat(database.texts("select indexrelid::regclass from pg_index i where exists (select from pg_index j"
                        + " where j.indrelid = i.indrelid and j.indexrelid <> i.indexrelid and j.indkey = i.indkey)"
                        + " and indrelid in (select c.oid " + OWN_TABLES + ")"))
                .as("indexes that are there twice")
                .isEmpty();
    }

    @Test
    void sortsAndFoldsTextAsSqliteDoes() throws SQLException {
        assertThat(database.texts("select attrelid::regclass || '.' || attname from pg_attribute"
                        + " where attrelid in (select c.oid " + OWN_TABLES + ") and attnum > 0"
                        + " and attcollation not in (0, 'pg_catalog.\"C\"'::regcollation)"))
                .isEmpty();
    }

    @Test
    void removesWhatARowOwnsWhenTheRowIsRemovedPastTheLog() throws SQLException {
        database.run("""
                insert into documents (id, path, type) values ('gone', '/', 'pdf');
                insert into tags (id, document_id, tag) values ('t', 'gone', 'x');
                delete from documents where id = 'gone'""");
        assertThat(database.texts("select id from tags")).isEmpty();
        assertThatThrownBy(() -> database.run("insert into tags (id, document_id, tag) values ('t', 'gone', 'x')"))
                .hasMessageContaining("tags_document_id_fkey");
        assertThat(database.texts("select id from search_chunks order by id")).containsExactly("d:0", "loose");
    }

    @Test
    void findsNeighboursThroughTheIndexAndBuildsItAgain() throws SQLException {
        String plan = "set enable_seqscan = off; explain select id from search_chunks"
                + " order by embedding <=> array_fill(1, array[384])::vector limit 1";
        assertThat(database.lastTexts(plan)).anyMatch(line -> line.contains("search_chunks_embedding_hnsw"));
        for (VectorIndex index : VectorIndex.of(Catalogue.shipped())) {
            database.run(index.drop());
            database.run(index.createConcurrently());
        }
        assertThat(database.lastTexts(plan)).anyMatch(line -> line.contains("search_chunks_embedding_hnsw"));
    }

    @Test
    void keepsKeysUniqueByThemselvesInASingleWorkspace() throws SQLException {
        String script = SupabaseSchema.migration(Catalogue.shipped(), new SchemaOptions(true));
        try (MigratedDatabase single = MigratedDatabase.likeSupabase(script)) {
            single.run("insert into documents (id, path, type) values ('d', '/', 'pdf') on conflict (id) do nothing");
            assertThatThrownBy(() -> single.run(
                            "insert into documents (id, path, type, workspace_id) values ('e', '/', 'pdf', 'other')"))
                    .hasMessageContaining("documents_workspace_id_check");
        }
    }

    private static void refused(String role, String sql) {
        assertThatThrownBy(() -> database.as(role, sql))
                .as(role + ": " + sql)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    private static String shipped() {
        return Migrations.list().stream().map(Migration::sql).collect(Collectors.joining("\n"));
    }
}
