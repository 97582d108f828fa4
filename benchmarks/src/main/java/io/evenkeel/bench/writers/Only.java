package io.evenkeel.bench.writers;

/** What to measure alone. */
enum Only {
    SQLITE,
    SUPABASE,
    DEBEZIUM
}
