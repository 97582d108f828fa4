package io.evenkeel.contract.control;

import java.util.Optional;

/** The store that reads come from: the value of {@code DB_BACKEND}. */
public enum Backend {
    SQLITE("sqlite"),
    SUPABASE("supabase");

    private final String label;

    Backend(String label) {
        this.label = label;
    }

    /** The name that users meet. */
    public String label() {
        return label;
    }

    /** The other store. */
    public Backend other() {
        return this == SQLITE ? SUPABASE : SQLITE;
    }

    /** The backend of that label. */
    public static Optional<Backend> find(String label) {
        for (Backend backend : values()) {
            if (backend.label.equals(label)) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }
}
