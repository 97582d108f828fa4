package io.evenkeel.parity.cutover;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import java.util.Optional;

/**
 * What the environment says of the stage. It decides only until the control log has its first record. Pure.
 *
 * @param backend the store to read from, if {@code DB_BACKEND} is set
 * @param supabaseConfigured whether there is a Supabase to write
 * @param dualWrite whether to write it from the start
 */
record InitialStage(Optional<Backend> backend, boolean supabaseConfigured, boolean dualWrite) {
    InitialStage {
        if (backend.equals(Optional.of(Backend.SUPABASE)) && !supabaseConfigured) {
            throw new IllegalStateException(
                    "DB_BACKEND is supabase, but no Supabase is configured: set SUPABASE_DB_URL, or DB_BACKEND to sqlite");
        }
    }

    /** @throws IllegalStateException when the settings contradict each other, or one is not understood */
    static InitialStage of(Optional<String> dbBackend, boolean supabaseConfigured, boolean dualWrite) {
        Optional<Backend> backend = dbBackend
                .filter(value -> !value.isBlank())
                .map(value -> Backend.find(value.strip())
                        .orElseThrow(() -> new IllegalStateException(
                                "DB_BACKEND is sqlite or supabase, not '" + value + "'; set it to one of them")));
        return new InitialStage(backend, supabaseConfigured, dualWrite);
    }

    /** The first stage of a migration. */
    Stage stage() {
        if (backend.equals(Optional.of(Backend.SUPABASE))) {
            return Stage.LIVE;
        }
        return supabaseConfigured && dualWrite ? Stage.DUAL_WRITE : Stage.SQLITE;
    }

    /** What to tell people when the environment says something else than what was decided. */
    Optional<String> contradiction(ControlRecord committed) {
        Backend decided = committed.stage().backend();
        return backend.filter(wanted -> wanted != decided)
                .map(wanted -> "DB_BACKEND=" + wanted.label() + " is only the initial value; reads come from "
                        + decided.label() + " since " + committed.at() + " (term " + committed.term()
                        + "). To change that run: evenkeel cutover " + wanted.label());
    }
}
