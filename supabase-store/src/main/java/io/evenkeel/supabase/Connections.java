package io.evenkeel.supabase;

import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Turns a {@link SupabaseDatabase} into the settings of each driver. */
public final class Connections {
    /** A statement that runs longer is ended by the server, which is a transient failure. */
    static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);

    /** A connection without any answer for so much longer than any statement may take is given up. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(Connections.class.getName());
    private static final int LONGEST_CACHED_SQL = 64 << 10;

    private Connections() {}

    /**
     * Settings of the reactive client. Behind a transaction pooler prepared statements are not kept and commands not
     * pipelined, with a warning, since the next command may reach another server connection.
     */
    public static PgConnectOptions reactive(SupabaseDatabase database) {
        // Of the client's own properties, poolers refuse extra_float_digits; Postgres 12 and newer need none of them.
        PgConnectOptions options = new PgConnectOptions()
                .setHost(database.host())
                .setPort(database.port())
                .setDatabase(database.database())
                .setUser(database.user())
                .setPassword(database.password())
                .setConnectTimeout((int) database.connectTimeout().toMillis())
                .setIdleTimeout((int) STATEMENT_TIMEOUT.plus(SILENCE).toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpKeepAlive(true)
                .setCachePreparedStatements(!database.transactionPooler())
                .setPreparedStatementCacheSqlLimit(LONGEST_CACHED_SQL)
                .setUseLayer7Proxy(database.transactionPooler())
                .setProperties(Map.of("application_name", database.applicationName(), "client_encoding", "utf-8"));
        if (database.options() != null) {
            options.addProperty("options", database.options());
        }
        if (database.transactionPooler()) {
            options.setPipeliningLimit(1);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Behind a transaction pooler: prepared statements and pipelining are off, which is slower;"
                            + " use the session or direct connection (port 5432) [address={0}]",
                    database.address());
        }
        protect(options, database);
        return options;
    }

    /**
     * As {@link #jdbc}, for the writer: every statement is planned when it runs. A plan that is kept from when a table was
     * empty may look rows up in the wrong index, and so read all of the table for each batch of a bulk load.
     */
    static DataSource writing(SupabaseDatabase database) {
        PGSimpleDataSource source = jdbcSource(database);
        source.setPrepareThreshold(0);
        return source;
    }

    /** For building indexes, which answers nothing for as long as it takes. */
    static PGSimpleDataSource building(SupabaseDatabase database) {
        PGSimpleDataSource source = jdbcSource(database);
        source.setSocketTimeout(0);
        return source;
    }

    /** Connections of the JDBC driver; each call of {@code getConnection} opens a new one. */
    public static DataSource jdbc(SupabaseDatabase database) {
        return jdbcSource(database);
    }

    private static PGSimpleDataSource jdbcSource(SupabaseDatabase database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {database.host()});
        source.setPortNumbers(new int[] {database.port()});
        source.setDatabaseName(database.database());
        source.setUser(database.user());
        source.setPassword(database.password());
        source.setApplicationName(database.applicationName());
        source.setConnectTimeout((int) database.connectTimeout().toSeconds());
        source.setLoginTimeout((int) database.connectTimeout().toSeconds());
        source.setSocketTimeout((int) Math.clamp(
                database.timeout().limit().plus(SILENCE).toSeconds(), SILENCE.toSeconds(), Integer.MAX_VALUE / 1_000));
        source.setTcpKeepAlive(true);
        source.setSslMode(database.tls().label());
        if (database.options() != null) {
            source.setOptions(database.options());
        }
        if (database.transactionPooler()) {
            source.setPrepareThreshold(0);
            source.setPreferQueryMode(PreferQueryMode.EXTENDED);
        }
        String roots = database.rootCertificate();
        if (SupabaseDatabase.SYSTEM_ROOTS.equals(roots)) {
            source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
        } else if (roots != null) {
            source.setSslRootCert(roots);
        }
        return source;
    }

    private static void protect(PgConnectOptions options, SupabaseDatabase database) {
        options.setSslMode(SslMode.of(database.tls().label()));
        if (database.tls() == TlsMode.DISABLE) {
            return;
        }
        String roots = database.rootCertificate();
        if (!database.tls().verifies() || roots == null) {
            options.setTrustAll(true);
            return;
        }
        options.setTrustOptions(
                roots.equals(SupabaseDatabase.SYSTEM_ROOTS)
                        ? TrustOptions.wrap(systemRoots())
                        : new PemTrustOptions().addCertPath(roots));
        options.setHostnameVerificationAlgorithm(database.tls() == TlsMode.VERIFY_FULL ? "HTTPS" : "");
    }

    private static TrustManager systemRoots() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Stream.of(Objects.requireNonNull(factory.getTrustManagers()))
                    .filter(X509TrustManager.class::isInstance)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no trusted authorities; give sslrootcert", missing);
        }
    }
}
