package io.evenkeel.supabasewriter;

import io.evenkeel.supabase.SupabaseDatabase;
import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the Supabase side. */
@ConfigMapping(prefix = "supabase")
interface SupabaseConfig {

    /**
     * The database as a libpq URI, with a role that may write, for example {@code evenkeel_writer}
     * ({@code SUPABASE_DB_URL}). Required.
     */
    Optional<String> dbUrl();

    /**
     * The database.
     *
     * @throws IllegalStateException when the setting is missing or cannot be used; the message never holds the password
     */
    default SupabaseDatabase database() {
        return parse(
                "SUPABASE_DB_URL",
                dbUrl().orElseThrow(() -> new IllegalStateException(
                        "SUPABASE_DB_URL is not set: give the connection URI of Supabase's session pooler or direct connection,"
                                + " postgresql://evenkeel_writer:<password>@<host>:5432/postgres?sslmode=require")));
    }

    /** @throws IllegalStateException when the setting cannot be used; the message never holds the password */
    static SupabaseDatabase parse(String setting, String url) {
        try {
            return SupabaseDatabase.parse(url);
        } catch (IllegalArgumentException unusable) {
            throw new IllegalStateException(setting + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }
}
