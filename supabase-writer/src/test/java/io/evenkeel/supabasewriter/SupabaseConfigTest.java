package io.evenkeel.supabasewriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SupabaseConfigTest {
    @Test
    void readsTheUrl() {
        assertThat(config("postgresql://evenkeel_writer:p@db.ref.supabase.co:5432/postgres?sslmode=require")
                        .database()
                        .address())
                .isEqualTo("postgresql://evenkeel_writer@db.ref.supabase.co:5432/postgres");
    }

    @Test
    void namesTheSettingThatIsMissing() {
        assertThatThrownBy(() -> config(null).database())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SUPABASE_DB_URL is not set")
                .hasMessageContaining("postgresql://");
    }

    @Test
    void neverShowsThePasswordOfAUrlThatCannotBeUsed() {
        assertThatThrownBy(
                        () -> config("postgresql://u:s3cret@h/d?sslmode=maybe").database())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SUPABASE_DB_URL cannot be used")
                .hasMessageNotContaining("s3cret");
    }

    private static SupabaseConfig config(@org.jspecify.annotations.Nullable String url) {
        return () -> Optional.ofNullable(url);
    }
}
