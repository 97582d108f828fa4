package io.evenkeel.supabase;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a Supabase database is and how to connect to it: the one place where its URI is read, for both drivers.
 *
 * @param host the server's name or address
 * @param port the server's port
 * @param database the database's name
 * @param user the role
 * @param password its password, empty when there is none
 * @param tls how far the connection is protected
 * @param rootCertificate a PEM file with the trusted authorities, {@code system} for those of the JDK, or null
 * @param applicationName what Postgres shows in {@code pg_stat_activity}
 * @param connectTimeout how long a connection may take to come about
 * @param options further settings as libpq's {@code options} writes them ({@code -c name=value}), or null
 * @param statementTimeout how long a statement of the writer may run; null for what the server has set for the role, at
 *     most 60 s
 * @param transactionPooler whether a pooler stands between that changes the server connection after each transaction
 */
public record SupabaseDatabase(
        String host,
        int port,
        String database,
        String user,
        String password,
        TlsMode tls,
        @Nullable String rootCertificate,
        String applicationName,
        Duration connectTimeout,
        @Nullable String options,
        @Nullable Duration statementTimeout,
        boolean transactionPooler) {

    /** The port of Supabase's transaction pooler. */
    public static final int TRANSACTION_POOLER_PORT = 6543;

    /** The trusted authorities of the JDK, as a value of {@link #rootCertificate}. */
    public static final String SYSTEM_ROOTS = "system";

    /**
     * Reads a libpq connection URI.
     *
     * @throws IllegalArgumentException when it cannot be used; the message says why and never holds the password
     */
    public static SupabaseDatabase parse(String uri) {
        LibpqUri parsed = new LibpqUri(uri);
        int port = parsed.number("port", 5432);
        String user = parsed.get("user", "postgres");
        String rootCertificate = parsed.get("sslrootcert");
        TlsMode tls = TlsMode.of(parsed.get("sslmode", "prefer"));
        if (tls == TlsMode.REQUIRE && rootCertificate != null) {
            // As libpq does: a root certificate is given to be used.
            tls = TlsMode.VERIFY_CA;
        }
        if (tls.verifies() && rootCertificate == null) {
            rootCertificate = SYSTEM_ROOTS;
        }
        return new SupabaseDatabase(
                parsed.get("host", "localhost"),
                port,
                parsed.get("dbname", user),
                user,
                parsed.get("password", ""),
                tls,
                rootCertificate,
                parsed.get("application_name", "evenkeel"),
                Duration.ofSeconds(Math.max(2, parsed.number("connect_timeout", 10))),
                parsed.get("options"),
                null,
                port == TRANSACTION_POOLER_PORT
                        || parsed.get("pgbouncer", "false").equals("true"));
    }

    /** The same database as another role. */
    public SupabaseDatabase as(String otherUser, String otherPassword) {
        return new SupabaseDatabase(
                host,
                port,
                database,
                otherUser,
                otherPassword,
                tls,
                rootCertificate,
                applicationName,
                connectTimeout,
                options,
                statementTimeout,
                transactionPooler);
    }

    /**
     * The same database with another time for the writer's statements.
     *
     * @throws IllegalArgumentException when it is not at least a millisecond
     */
    public SupabaseDatabase withStatementTimeout(Duration longest) {
        if (longest.toMillis() < 1) {
            throw new IllegalArgumentException("a statement timeout is at least 1 ms, not " + longest);
        }
        return new SupabaseDatabase(
                host,
                port,
                database,
                user,
                password,
                tls,
                rootCertificate,
                applicationName,
                connectTimeout,
                options,
                longest,
                transactionPooler);
    }

    StatementTimeout timeout() {
        return new StatementTimeout(statementTimeout);
    }

    /** The address for people, without the password: {@code postgresql://user@host:port/database}. */
    public String address() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return address() + "?sslmode=" + tls.label();
    }
}
