package io.evenkeel.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of query-service. */
@ConfigMapping(prefix = "evenkeel.query")
public interface QueryConfig {

    /** The SQLite database ({@code SQLITE_PATH}). */
    Path sqlitePath();

    /** The Supabase database as a libpq URI ({@code SUPABASE_DB_URL}); without it reads from Supabase are answered 503. */
    Optional<String> supabaseDbUrl();

    /** The address of embedding-service, which makes vectors of search texts ({@code EMBEDDING_URL}). */
    URI embeddingUrl();

    /** How long embedding-service may take for one search text. */
    @WithDefault("5s")
    Duration embeddingTimeout();

    /** How long a read waits for a store that has not yet applied what the read has to show. */
    @WithDefault("2s")
    Duration patience();

    /** How long a store may be silent before it counts as unreachable; a read that only takes long is not cut off. */
    @WithDefault("1800ms")
    Duration unreachableAfter();

    /** How long one read may take in all. */
    @WithDefault("30s")
    Duration longestRead();

    /** What {@code Retry-After} says in answers that are worth trying again. */
    @WithDefault("1s")
    Duration retryAfter();

    /** Whether the other store serves, with a {@code Warning}, while the active one cannot be reached. */
    @WithDefault("false")
    boolean fallback();

    /**
     * How many of the latest searches are remembered, 0 to 1000, for parity-checker to compare: in memory, vectors and
     * filters, never texts ({@code EVENKEEL_QUERY_RECENT}); 0 remembers none.
     */
    @WithDefault("300")
    int recent();
}
