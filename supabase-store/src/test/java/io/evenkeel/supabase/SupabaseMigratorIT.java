package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.schema.Migration;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.store.Rows;
import io.evenkeel.localstack.TestServers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SupabaseMigratorIT {
    private static final Migration FIRST =
            new Migration("20260101000000_first.sql", "create table one (id int); insert into one values (1);");
    private static final Migration SECOND =
            new Migration("20260102000000_second.sql", "insert into one values (2); insert into one values ('x');");

    @Test
    void appliesOnceAndRecordsAsTheSupabaseCliDoes() {
        String uri = TestServers.createDatabase("migrator");

        assertThat(SupabaseMigrator.pending(uri, List.of(FIRST))).containsExactly(FIRST.name());
        assertThat(SupabaseMigrator.apply(uri, List.of(FIRST))).containsExactly(FIRST.name());
        assertThat(SupabaseMigrator.apply(uri, List.of(FIRST))).isEmpty();
        assertThat(SupabaseMigrator.pending(uri, List.of(FIRST))).isEmpty();

        assertThat(TestDatabase.run(
                        uri,
                        "SELECT version, name, array_length(statements, 1) FROM supabase_migrations.schema_migrations"))
                .containsExactly("20260101000000|first|2");
    }

    @Test
    void anInstallationOfEveryEarlierMigrationGoesOnFromThere() {
        for (int had = 1; had < Migrations.list().size(); had++) {
            String uri = TestServers.createDatabase("migrator");
            List<Migration> earlier = Migrations.list().subList(0, had);
            SupabaseMigrator.apply(uri, earlier);
            TestDatabase.run(uri, "INSERT INTO documents (id, path, type) VALUES ('d', '/d', 'pdf')");

            List<String> missing =
                    Migrations.list().stream().skip(had).map(Migration::name).toList();
            assertThat(SupabaseMigrator.pending(uri, Migrations.list())).isEqualTo(missing);
            assertThat(SupabaseMigrator.apply(uri, Migrations.list())).isEqualTo(missing);

            assertThat(SupabaseMigrator.pending(uri, Migrations.list())).isEmpty();
            assertThat(TestDatabase.run(uri, "SELECT count(*) FROM documents")).containsExactly("1");
            assertThat(TestDatabase.run(uri, "SELECT count(*) FROM evenkeel.parity_run"))
                    .containsExactly("0");
        }
    }

    @Test
    void aMigrationThatFailsChangesNothing() {
        String uri = TestServers.createDatabase("migrator");

        assertThatThrownBy(() -> SupabaseMigrator.apply(uri, List.of(FIRST, SECOND)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("20260102000000_second.sql")
                .hasMessageContaining("insert into one values ('x')");
        assertThat(TestDatabase.run(uri, "SELECT count(*) FROM one")).containsExactly("1");
        assertThat(SupabaseMigrator.pending(uri, List.of(FIRST, SECOND))).containsExactly(SECOND.name());
    }

    @Test
    void severalAtOnceWaitForOneAnother() {
        String uri = TestServers.createDatabase("migrator");

        var one = CompletableFuture.supplyAsync(() -> SupabaseMigrator.apply(uri, List.of(FIRST)));
        var other = CompletableFuture.supplyAsync(() -> SupabaseMigrator.apply(uri, List.of(FIRST)));

        assertThat(one.join().size() + other.join().size()).isEqualTo(1);
    }

    @Test
    void thePolicyOfRowsIsLiftedForTheWriterWhereWhoMigratesMay() {
        TestDatabase.create();
        String superuser = TestServers.createDatabase("migrator");
        TestDatabase.run(
                superuser,
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'furnisher') THEN"
                        + " CREATE ROLE furnisher LOGIN CREATEROLE PASSWORD 'p'; END IF; END $$",
                "ALTER ROLE furnisher NOBYPASSRLS",
                "GRANT evenkeel_writer TO furnisher WITH ADMIN OPTION",
                "ALTER ROLE evenkeel_writer NOBYPASSRLS");
        try {
            assertThat(migratedBy("furnisher")).containsExactly("f");
            TestDatabase.run(superuser, "ALTER ROLE furnisher BYPASSRLS");
            assertThat(migratedBy("furnisher")).containsExactly("t");
        } finally {
            TestDatabase.run(
                    superuser, "ALTER ROLE evenkeel_writer BYPASSRLS", "REVOKE evenkeel_writer FROM furnisher");
        }
    }

    /** Migrates a new database, and says whether the writer is past row level security now. */
    private static List<String> migratedBy(String role) {
        String superuser = TestServers.createDatabase("migrator");
        String name = SupabaseDatabase.parse(superuser).database();
        TestDatabase.run(
                superuser, "ALTER DATABASE " + name + " OWNER TO " + role, "ALTER SCHEMA public OWNER TO " + role);
        SupabaseMigrator.apply(TestServers.postgresUri(name, role, "p"), TestDatabase.migrations(Rows.CATALOGUE));
        return TestDatabase.run(superuser, "SELECT rolbypassrls FROM pg_roles WHERE rolname = 'evenkeel_writer'");
    }

    @Test
    void theOwnerNeedNotBeASuperuser() {
        String superuser = TestServers.createDatabase("migrator");
        String name = SupabaseDatabase.parse(superuser).database();
        TestDatabase.run(
                superuser,
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'migrator') THEN"
                        + " CREATE ROLE migrator LOGIN CREATEROLE PASSWORD 'p'; END IF; END $$",
                "ALTER DATABASE " + name + " OWNER TO migrator",
                "ALTER SCHEMA public OWNER TO migrator");
        String owner = TestServers.postgresUri(name, "migrator", "p");

        assertThat(SupabaseMigrator.apply(owner, TestDatabase.migrations(Rows.CATALOGUE)))
                .hasSize(1);
        assertThat(TestDatabase.run(owner, "SELECT tableowner FROM pg_tables WHERE tablename = 'documents'"))
                .containsExactly("migrator");
    }
}
