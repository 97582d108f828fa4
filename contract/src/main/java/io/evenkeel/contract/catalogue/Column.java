package io.evenkeel.contract.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A content column of an entity.
 *
 * @param name its name in Supabase, in events and in answers
 * @param sqliteName its name in SQLite; the same unless the application's table says otherwise
 * @param type what it holds
 * @param nullable whether NULL is allowed
 * @param defaultValue what an event that leaves it out means; null when it may not be left out, or is then NULL
 */
public record Column(
        String name,
        String sqliteName,
        LogicalType type,
        boolean nullable,
        @Nullable ColumnDefault defaultValue) {}
