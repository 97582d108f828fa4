package io.evenkeel.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ParityConfigTest {
    @Test
    void hasDefaultsForEverythingButPaths() {
        ParityConfig config = config();
        assertThat(config.supabaseDbUrl()).isEmpty();
        assertThat(config.initialBackend()).isEmpty();
        assertThat(config.dualWrite()).isEmpty();
        assertThat(config.sqliteWriterUrl()).isEqualTo(URI.create("http://127.0.0.1:8083"));
        assertThat(config.supabaseWriterUrl()).isEqualTo(URI.create("http://127.0.0.1:8084"));
        assertThat(config.queryUrls()).containsExactly(URI.create("http://127.0.0.1:8086"));
        assertThat(config.maxLag()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.ledgerPatience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.sweepPatience()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.sweepLoad()).isEqualTo(1);
        assertThat(config.sweepLatency()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.cutover().verifiedWithin()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.cutover().maxParityLag()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.cutover().maxWriterLag()).isEqualTo(1_000);
        assertThat(config.cutover().barrierTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.drift().enabled()).isTrue();
        assertThat(config.drift().policy()).isEqualTo("alert");
        assertThat(config.drift().slot()).isEmpty();
        assertThat(config.drift().databaseUrl()).isEmpty();
        assertThat(config.drift().heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.drift().longestRetry()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.history().days()).isEqualTo(400);
    }

    @Test
    void takesWhatIsSet() {
        ParityConfig config = config(
                "supabase-db-url", "postgresql://u@h/d",
                "initial-backend", "supabase",
                "dual-write", "false",
                "sqlite-writer-url", "http://a:1",
                "supabase-writer-url", "http://b:2",
                "query-urls", "http://c:3,http://d:4",
                "max-lag", "1s",
                "ledger-patience", "2s",
                "sweep-patience", "3s",
                "sweep-load", "0.5",
                "sweep-latency", "8s",
                "cutover.verified-within", "4s",
                "cutover.max-parity-lag", "5s",
                "cutover.max-writer-lag", "6",
                "cutover.barrier-timeout", "7s",
                "drift.enabled", "false",
                "drift.policy", "revert",
                "drift.slot", "mine",
                "drift.database-url", "postgresql://u@direct/d",
                "drift.heartbeat", "9s",
                "drift.longest-retry", "11s",
                "history.days", "12");
        assertThat(config.sqlitePath()).isEqualTo(Path.of("a.sqlite"));
        assertThat(config.ledgerPath()).isEqualTo(Path.of("b.sqlite"));
        assertThat(config.supabaseDbUrl()).contains("postgresql://u@h/d");
        assertThat(config.initialBackend()).contains("supabase");
        assertThat(config.dualWrite()).contains(false);
        assertThat(config.sqliteWriterUrl()).isEqualTo(URI.create("http://a:1"));
        assertThat(config.supabaseWriterUrl()).isEqualTo(URI.create("http://b:2"));
        assertThat(config.queryUrls()).containsExactly(URI.create("http://c:3"), URI.create("http://d:4"));
        assertThat(config.maxLag()).hasSeconds(1);
        assertThat(config.ledgerPatience()).hasSeconds(2);
        assertThat(config.sweepPatience()).hasSeconds(3);
        assertThat(config.sweepLoad()).isEqualTo(0.5);
        assertThat(config.sweepLatency()).hasSeconds(8);
        assertThat(config.cutover().verifiedWithin()).hasSeconds(4);
        assertThat(config.cutover().maxParityLag()).hasSeconds(5);
        assertThat(config.cutover().maxWriterLag()).isEqualTo(6);
        assertThat(config.cutover().barrierTimeout()).hasSeconds(7);
        assertThat(config.drift().enabled()).isFalse();
        assertThat(config.drift().policy()).isEqualTo("revert");
        assertThat(config.drift().slot()).contains("mine");
        assertThat(config.drift().databaseUrl()).contains("postgresql://u@direct/d");
        assertThat(config.drift().heartbeat()).hasSeconds(9);
        assertThat(config.drift().longestRetry()).hasSeconds(11);
        assertThat(config.history().days()).isEqualTo(12);
    }

    private static ParityConfig config(String... properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(ParityConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withDefaultValue("evenkeel.parity.sqlite-path", "a.sqlite")
                .withDefaultValue("evenkeel.parity.ledger-path", "b.sqlite");
        for (int i = 0; i < properties.length; i += 2) {
            builder.withDefaultValue("evenkeel.parity." + properties[i], properties[i + 1]);
        }
        return builder.build().getConfigMapping(ParityConfig.class);
    }
}
