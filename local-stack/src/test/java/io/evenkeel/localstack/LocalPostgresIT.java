package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {
    @TempDir
    Path directory;

    @Test
    void servesASupabaseLikeDatabaseThatSurvivesAStopAndAKill() throws SQLException {
        int port;
        try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
            port = postgres.port();
            String database = database(postgres.createDatabase("shop"));
            assertThat(LocalPostgres.start(directory, 0).pid()).isEqualTo(postgres.pid());
            assertThat(column(postgres, database, "select round(('[1,2]'::vector <=> '[2,1]'::vector)::numeric, 6)"))
                    .containsExactly("0.200000");
            assertThat(column(postgres, database, "show wal_level")).containsExactly("logical");
            assertThat(column(postgres, database, "show fsync")).containsExactly("on");
            assertThat(column(
                            postgres,
                            database,
                            "select rolname from pg_roles where rolname in"
                                    + " ('anon', 'authenticated', 'authenticator', 'service_role') order by 1"))
                    .containsExactly("anon", "authenticated", "authenticator", "service_role");
        }
        assertThat(LocalPostgres.running(directory)).isEmpty();

        LocalPostgres restarted = LocalPostgres.start(directory, port);
        String kept = restarted.database("kept");
        assertThat(restarted.port()).isEqualTo(port);
        execute(restarted, "kept", "create table t (i int); insert into t values (7)");
        restarted.kill();

        try (LocalPostgres afterCrash = LocalPostgres.start(directory, port)) {
            assertThat(afterCrash.database("kept")).isEqualTo(kept);
            assertThat(column(afterCrash, "kept", "select i from t")).containsExactly("7");
        }
    }

    @Test
    void asksEveryRoleButTheSuperuserForItsPassword() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.start(directory, 0)) {
            execute(postgres, "postgres", "create role writer login password 'a b/c'");
            String jdbc = postgres.jdbcUrl().replaceFirst("\\?.*", "");
            try (Connection connection = DriverManager.getConnection(jdbc, "writer", "a b/c")) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThatThrownBy(() -> DriverManager.getConnection(jdbc, "writer", "wrong"))
                    .isInstanceOf(SQLException.class);
            assertThat(postgres.uri("postgres", "writer", "a b/c"))
                    .isEqualTo("postgresql://writer:a%%20b%%2Fc@127.0.0.1:%d/postgres", postgres.port());
        }
    }

    @Test
    void startsAgainWhateverACrashHasLeft() throws Exception {
        LocalPostgres postgres = LocalPostgres.start(directory, 0, Lifetime.JVM, Durability.VOLATILE);
        execute(postgres, "postgres", "create table t (i int); insert into t values (7)");
        ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();

        try (LocalPostgres amongItsRemains =
                LocalPostgres.start(directory, postgres.port(), Lifetime.JVM, Durability.VOLATILE)) {
            assertThat(column(amongItsRemains, "postgres", "select i from t")).containsExactly("7");
        }

        long someoneElse = ProcessHandle.current().pid();
        Files.writeString(directory.resolve("data/postmaster.pid"), someoneElse + "\n" + directory + "\n0\n0\n\n\n");
        try (LocalPostgres restarted = LocalPostgres.start(directory, 0, Lifetime.JVM, Durability.VOLATILE)) {
            assertThat(column(restarted, "postgres", "select i from t")).containsExactly("7");
        }
    }

    private static String database(String uri) {
        return uri.substring(uri.lastIndexOf('/') + 1);
    }

    private static void execute(LocalPostgres postgres, String database, String sql) throws SQLException {
        try (Connection connection = postgres.databases().connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(LocalPostgres postgres, String database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = postgres.databases().connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
