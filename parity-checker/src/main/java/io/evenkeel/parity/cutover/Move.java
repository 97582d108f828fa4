package io.evenkeel.parity.cutover;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import java.util.Optional;

/** A move from one stage to another. Only moves that are allowed can be made. */
sealed interface Move {
    /** The stage that holds. */
    Stage from();

    /** The stage that is asked for. */
    Stage to();

    /** Nothing changes. */
    record Stay(Stage from) implements Move {
        @Override
        public Stage to() {
            return from;
        }
    }

    /** From SQLite alone: Supabase is written from now on, and catches up with the log. */
    record StartDualWrite() implements Move {
        @Override
        public Stage from() {
            return Stage.SQLITE;
        }

        @Override
        public Stage to() {
            return Stage.DUAL_WRITE;
        }
    }

    /** Reads go to Supabase, which has been written for a while. */
    record ToSupabase(Stage from) implements Move {
        public ToSupabase {
            if (from.backend() != Backend.SQLITE || !from.writes(Backend.SUPABASE)) {
                throw new IllegalArgumentException("stage " + from.label() + " does not lead to live");
            }
        }

        @Override
        public Stage to() {
            return Stage.LIVE;
        }
    }

    /** Reads go back to SQLite, which has been written all the time. */
    record ToSqlite(Stage from) implements Move {
        public ToSqlite {
            if (from.backend() != Backend.SUPABASE || !from.writes(Backend.SQLITE)) {
                throw new IllegalArgumentException("stage " + from.label() + " does not lead back to dual-write");
            }
        }

        @Override
        public Stage to() {
            return Stage.DUAL_WRITE;
        }
    }

    /** The move between two stages; empty where there is none. */
    static Optional<Move> between(Stage from, Stage to) {
        if (from == to) {
            return Optional.of(new Stay(from));
        }
        return switch (to) {
            case LIVE ->
                from.backend() == Backend.SQLITE && from.writes(Backend.SUPABASE)
                        ? Optional.of(new ToSupabase(from))
                        : Optional.empty();
            case DUAL_WRITE ->
                switch (from) {
                    case SQLITE -> Optional.of(new StartDualWrite());
                    case LIVE, RAMP_DOWN -> Optional.of(new ToSqlite(from));
                    case DUAL_WRITE, SHADOW, COMPLETE -> Optional.empty();
                };
            case SQLITE, SHADOW, RAMP_DOWN, COMPLETE -> Optional.empty();
        };
    }
}
