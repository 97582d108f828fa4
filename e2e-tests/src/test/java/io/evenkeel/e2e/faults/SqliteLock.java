package io.evenkeel.e2e.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Another program that has begun to write the SQLite file, and keeps everybody else from it until it is ended. */
final class SqliteLock implements AutoCloseable {
    private static final String TAKEN = "taken";

    private final Process holder;

    private SqliteLock(Process holder) {
        this.holder = holder;
    }

    /** Returns when the other program has the lock. */
    static SqliteLock take(Path file) {
        try {
            Process holder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SqliteLock.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = holder.inputReader();
            String line = output.readLine();
            if (!TAKEN.equals(line)) {
                holder.destroyForcibly();
                throw new AssertionError("the file was not locked: " + line);
            }
            return new SqliteLock(holder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }

    /** The other program: holds the lock until its standard input ends, also because this JVM ended. */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + arguments[0] + "?busy_timeout=30000");
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            System.out.println(TAKEN);
            while (System.in.read() >= 0) {
                // Nothing is ever sent.
            }
        }
    }
}
