package io.evenkeel.parity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of parity-checker. */
@ConfigMapping(prefix = "evenkeel.parity")
public interface ParityConfig {
    /** The SQLite database ({@code SQLITE_PATH}). */
    Path sqlitePath();

    /** The Supabase database as a libpq URI ({@code SUPABASE_DB_URL}); without it nothing can be compared. */
    Optional<String> supabaseDbUrl();

    /** The checker's own file, which can be built again from the log ({@code EVENKEEL_LEDGER_PATH}). */
    Path ledgerPath();

    /** The store that is read until the first decision, {@code sqlite} or {@code supabase} ({@code DB_BACKEND}). */
    Optional<String> initialBackend();

    /**
     * Whether the first stage writes Supabase, where one is configured ({@code SUPABASE_DUAL_WRITE}); true unless set to
     * false.
     */
    Optional<Boolean> dualWrite();

    /** Where the writer of SQLite answers, which replays its dead letters ({@code EVENKEEL_SQLITE_WRITER_URL}). */
    @WithDefault("http://127.0.0.1:8083")
    URI sqliteWriterUrl();

    /** Where the writer of Supabase answers, any instance of it ({@code EVENKEEL_SUPABASE_WRITER_URL}). */
    @WithDefault("http://127.0.0.1:8084")
    URI supabaseWriterUrl();

    /**
     * Where each instance of query-service answers, which remembers what was searched for; separated by commas ({@code
     * EVENKEEL_QUERY_URLS}, or {@code EVENKEEL_QUERY_URL} where there is one).
     */
    @WithDefault("http://127.0.0.1:8086")
    List<URI> queryUrls();

    /** The parity lag up to which the stores count as verified. */
    @WithDefault("10s")
    Duration maxLag();

    /** How long the ledger may take to come as far as a store that was read, before that comparison is put off. */
    @WithDefault("5s")
    Duration ledgerPatience();

    /** How long a sweep waits for both stores to apply what the log held when it began, and how long one may be away. */
    @WithDefault("60s")
    Duration sweepPatience();

    /** The share of the time that a sweep works, above 0 and at most 1, unless it is asked for another. */
    @WithDefault("1")
    double sweepLoad();

    /** How long one snapshot of a store may take before a sweep reads less at a time, and rests longer. */
    @WithDefault("500ms")
    Duration sweepLatency();

    /** The searches that are compared without being asked for. */
    Search search();

    /** How often searches are compared, and by how many stored vectors. */
    interface Search {
        /** How often; 0 for only when asked. */
        @WithDefault("10m")
        Duration every();

        /** How many queries. */
        @WithDefault("20")
        int queries();

        /** How many of the nearest rows are compared. */
        @WithDefault("10")
        int k();

        /** How long that may take: the queries that are left then are left out. */
        @WithDefault("30s")
        Duration budget();
    }

    /** How changes that do not come through the log are seen, and what is done about them. */
    Drift drift();

    /** Watching both stores. */
    interface Drift {
        /** Whether stores are watched; else only sweeps find what was changed past the log ({@code EVENKEEL_DRIFT}). */
        @WithDefault("true")
        boolean enabled();

        /**
         * {@code alert}, {@code revert} or {@code adopt}, and for single entities {@code entity=policy}, separated by commas
         * ({@code EVENKEEL_DRIFT_POLICY}).
         */
        @WithDefault("alert")
        String policy();

        /** The replication slot; without it one named after the database ({@code EVENKEEL_DRIFT_SLOT}). */
        Optional<String> slot();

        /**
         * A direct connection to Supabase as a libpq URI, where {@code SUPABASE_DB_URL} goes through a pooler
         * ({@code SUPABASE_REPLICATION_URL}).
         */
        Optional<String> databaseUrl();

        /** How often Supabase's log is moved on while nothing else does, so that the slot holds nothing of it back. */
        @WithDefault("10s")
        Duration heartbeat();

        /** The longest wait before Supabase's log is tried to be read again. */
        @WithDefault("60s")
        Duration longestRetry();
    }

    /** The record of runs, mismatches and repairs in Supabase. */
    History history();

    /** How long that is kept. */
    interface History {
        /** How many days; 0 for as long as there is room. Open mismatches stay in any case. */
        @WithDefault("400")
        int days();
    }

    /** What a flip demands, and how long it may take. */
    Cutover cutover();

    /** Limits of the gates, and of the barrier. */
    interface Cutover {
        /** How long ago the stores may have been verified last. */
        @WithDefault("5m")
        Duration verifiedWithin();

        /** The parity lag that is allowed. */
        @WithDefault("10s")
        Duration maxParityLag();

        /** How many events the new backend may be behind the log. */
        @WithDefault("1000")
        long maxWriterLag();

        /** The share of the exact nearest rows that Supabase's vector index must find, where searches were compared. */
        @WithDefault("0.95")
        double leastRecall();

        /** How long the new backend may take to apply the barrier. */
        @WithDefault("10s")
        Duration barrierTimeout();
    }
}
