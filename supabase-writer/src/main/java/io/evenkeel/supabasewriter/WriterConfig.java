package io.evenkeel.supabasewriter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How this writer loads. */
@ConfigMapping(prefix = "evenkeel")
interface WriterConfig {

    /** When the vector indexes are dropped for a bulk load and built afterwards. */
    enum VectorIndexing {
        /** When more is to be applied than is there. */
        AUTO,
        /** Never; what is missing is not built either. */
        KEEP,
        /** Whenever the writer is behind. */
        DEFERRED
    }

    /**
     * Whether a bulk load drops the vector indexes and builds them afterwards: {@code auto}, {@code keep} or {@code
     * deferred} ({@code EVENKEEL_VECTOR_INDEX}).
     */
    @WithDefault("auto")
    VectorIndexing vectorIndex();

    /**
     * With {@code auto}, a load is a bulk load from so many change sets on that are still to be applied
     * ({@code EVENKEEL_VECTOR_INDEX_DEFER_FROM}).
     */
    @WithDefault("20000")
    long vectorIndexDeferFrom();

    /**
     * The database as a libpq URI, with the role that owns the tables and so may drop and build their indexes
     * ({@code EVENKEEL_OWNER_DB_URL}); {@code SUPABASE_DB_URL} when absent.
     */
    Optional<String> ownerDbUrl();

    /**
     * How long a statement may run ({@code EVENKEEL_STATEMENT_TIMEOUT}); when absent, what the server has set for the role,
     * at most 60 s.
     */
    Optional<Duration> statementTimeout();
}
