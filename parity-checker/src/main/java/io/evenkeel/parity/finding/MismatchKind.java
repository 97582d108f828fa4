package io.evenkeel.parity.finding;

import io.evenkeel.contract.control.Backend;
import java.util.Locale;

/** How a row in a store differs from the log. */
public enum MismatchKind {
    MISSING_IN_SQLITE,
    MISSING_IN_SUPABASE,
    DIFFERENT,
    EXTRA_IN_SQLITE,
    EXTRA_IN_SUPABASE;

    /** The name that users meet, for example {@code missing_in_sqlite}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MismatchKind missingIn(Backend store) {
        return store == Backend.SQLITE ? MISSING_IN_SQLITE : MISSING_IN_SUPABASE;
    }

    static MismatchKind extraIn(Backend store) {
        return store == Backend.SQLITE ? EXTRA_IN_SQLITE : EXTRA_IN_SUPABASE;
    }
}
