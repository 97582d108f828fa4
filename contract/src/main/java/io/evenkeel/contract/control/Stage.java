package io.evenkeel.contract.control;

import java.util.Optional;

/** How far a migration has come. */
public enum Stage {
    /** SQLite alone; the supabase-writer is paused. */
    SQLITE("sqlite", Backend.SQLITE, true, false),
    /** Both are written, SQLite is read. */
    DUAL_WRITE("dual-write", Backend.SQLITE, true, true),
    /** As dual-write, and reads are mirrored to Supabase and compared. */
    SHADOW("shadow", Backend.SQLITE, true, true),
    /** Both are written, Supabase is read. */
    LIVE("live", Backend.SUPABASE, true, true),
    /** As live, without mirroring. */
    RAMP_DOWN("ramp-down", Backend.SUPABASE, true, true),
    /** SQLite is frozen at a position. */
    COMPLETE("complete", Backend.SUPABASE, false, true);

    private final String label;
    private final Backend backend;
    private final boolean writesSqlite;
    private final boolean writesSupabase;

    Stage(String label, Backend backend, boolean writesSqlite, boolean writesSupabase) {
        this.label = label;
        this.backend = backend;
        this.writesSqlite = writesSqlite;
        this.writesSupabase = writesSupabase;
    }

    /** The name that users meet. */
    public String label() {
        return label;
    }

    /** The store that is read. */
    public Backend backend() {
        return backend;
    }

    /** Whether the writer of that store applies changes. */
    public boolean writes(Backend store) {
        return store == Backend.SQLITE ? writesSqlite : writesSupabase;
    }

    /** The stage of that label; {@code supabase} is an alias of live. */
    public static Optional<Stage> find(String label) {
        if (label.equals(Backend.SUPABASE.label())) {
            return Optional.of(LIVE);
        }
        for (Stage stage : values()) {
            if (stage.label.equals(label)) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }
}
