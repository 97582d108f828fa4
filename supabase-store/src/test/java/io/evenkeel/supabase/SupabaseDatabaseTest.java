package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.SslMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SupabaseDatabaseTest {
    @Test
    void readsEveryPart() {
        SupabaseDatabase database = SupabaseDatabase.parse(
                "postgresql://postgres.ref:p%40ss%3Aw+rd@db.example.co:5433/app%20one?sslmode=require&connect_timeout=3&application_name=me");

        assertThat(database.host()).isEqualTo("db.example.co");
        assertThat(database.port()).isEqualTo(5433);
        assertThat(database.database()).isEqualTo("app one");
        assertThat(database.user()).isEqualTo("postgres.ref");
        assertThat(database.password()).isEqualTo("p@ss:w+rd");
        assertThat(database.tls()).isEqualTo(TlsMode.REQUIRE);
        assertThat(database.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(database.applicationName()).isEqualTo("me");
        assertThat(database.transactionPooler()).isFalse();
    }

    @Test
    void hasTheDefaultsOfLibpq() {
        SupabaseDatabase database = SupabaseDatabase.parse("postgres://anna@[::1]");

        assertThat(database.host()).isEqualTo("::1");
        assertThat(database.port()).isEqualTo(5432);
        assertThat(database.database()).isEqualTo("anna");
        assertThat(database.password()).isEmpty();
        assertThat(database.tls()).isEqualTo(TlsMode.PREFER);
    }

    @Test
    void neverShowsThePassword() {
        String secret = "s3cr%2Fet";
        SupabaseDatabase database = SupabaseDatabase.parse("postgresql://u:" + secret + "@h:5432/d");

        assertThat(database.toString()).doesNotContain("s3cr");
        assertThat(database.address()).isEqualTo("postgresql://u@h:5432/d");
        assertThatThrownBy(() -> SupabaseDatabase.parse("postgresql://u:" + secret + "@h@i:5432/d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("percent-encoded")
                .hasMessageNotContaining("s3cr");
    }

    @Test
    void refusesWhatItWouldHaveToIgnore() {
        assertThatThrownBy(() -> SupabaseDatabase.parse("postgresql://u@h/d?sslmod=verify-full"))
                .hasMessageContaining("sslmod");
        assertThatThrownBy(() -> SupabaseDatabase.parse("postgresql://u@h/d?sslmode=on"))
                .hasMessageContaining("verify-full");
        assertThatThrownBy(() -> SupabaseDatabase.parse("https://ref.supabase.co"))
                .hasMessageContaining("postgresql://");
    }

    @Test
    void turnsStatementCachingAndPipeliningOffBehindATransactionPooler() {
        SupabaseDatabase pooler = SupabaseDatabase.parse("postgresql://u@h:6543/d");

        assertThat(pooler.transactionPooler()).isTrue();
        assertThat(SupabaseDatabase.parse("postgresql://u@h/d?pgbouncer=true").transactionPooler())
                .isTrue();
        var options = Connections.reactive(pooler);
        assertThat(options.getCachePreparedStatements()).isFalse();
        assertThat(options.getPipeliningLimit()).isEqualTo(1);
        assertThat(options.getUseLayer7Proxy()).isTrue();
        assertThat(jdbc(pooler).getPrepareThreshold()).isZero();
    }

    @Test
    void passesTlsOnToBothDrivers() {
        SupabaseDatabase verified =
                SupabaseDatabase.parse("postgresql://u@h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem");
        assertThat(Connections.reactive(verified).getSslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(Connections.reactive(verified).getHostnameVerificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThat(jdbc(verified).getSslMode()).isEqualTo("verify-full");
        assertThat(jdbc(verified).getSslRootCert()).isEqualTo("/etc/ca.pem");

        SupabaseDatabase required = SupabaseDatabase.parse("postgresql://u@h/d?sslmode=require");
        assertThat(Connections.reactive(required).getSslMode()).isEqualTo(SslMode.REQUIRE);
        assertThat(Connections.reactive(required).isTrustAll()).isTrue();

        SupabaseDatabase given = SupabaseDatabase.parse("postgresql://u@h/d?sslmode=require&sslrootcert=/etc/ca.pem");
        assertThat(given.tls()).isEqualTo(TlsMode.VERIFY_CA);
        assertThat(Connections.reactive(given).isTrustAll()).isFalse();
    }

    private static PGSimpleDataSource jdbc(SupabaseDatabase database) {
        return (PGSimpleDataSource) Connections.jdbc(database);
    }
}
