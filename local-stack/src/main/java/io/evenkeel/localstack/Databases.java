package io.evenkeel.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.ds.PGSimpleDataSource;

/** The databases of one server, through its superuser {@code postgres}. */
record Databases(String host, int port, String password) {
    static final String SUPERUSER = "postgres";

    String uri(String database) {
        return uri(database, SUPERUSER, password);
    }

    String uri(String database, String user, String userPassword) {
        String credentials = userPassword.isEmpty() ? encode(user) : encode(user) + ":" + encode(userPassword);
        return "postgresql://" + credentials + "@" + host + ":" + port + "/" + encode(database);
    }

    /** A new database whose name begins with the prefix, furnished as Supabase's are. */
    String createFresh(String prefix) {
        return createIfAbsent(fresh(prefix));
    }

    /** A copy of a database that nobody is connected to. */
    String copy(String database) {
        String name = fresh(database);
        try (Connection connection = connect(SUPERUSER);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + statement.enquoteIdentifier(name, true) + " template "
                    + statement.enquoteIdentifier(database, true));
            return uri(name);
        } catch (SQLException e) {
            throw new LocalStackException("Cannot copy database " + database + ": " + e.getMessage(), e);
        }
    }

    private static String fresh(String prefix) {
        return prefix + "_"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** The database of this name, furnished as Supabase's are. */
    String createIfAbsent(String name) {
        try {
            try (Connection connection = connect(SUPERUSER);
                    Statement statement = connection.createStatement()) {
                statement.execute(script("roles.sql"));
                if (!exists(statement, name)) {
                    statement.execute("create database " + statement.enquoteIdentifier(name, true));
                }
            }
            try (Connection connection = connect(name);
                    Statement statement = connection.createStatement()) {
                statement.execute(script("supabase.sql"));
            }
            return uri(name);
        } catch (SQLException e) {
            throw new LocalStackException("Cannot create database " + name + ": " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String name) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("select 1 from pg_database where datname = " + statement.enquoteLiteral(name))) {
            return row.next();
        }
    }

    Connection connect(String database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(SUPERUSER);
        source.setPassword(password);
        source.setConnectTimeout(5);
        return source.getConnection();
    }

    private static String script(String name) {
        try (InputStream script = Databases.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
