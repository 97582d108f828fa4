package io.evenkeel.parity.cutover;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import java.util.List;
import java.util.Optional;

/**
 * Stages as operators ask for them: by name, or by the backend that is to be read. {@code sqlite} asks for the stage
 * {@code dual-write}, so that going back never stops writing Supabase.
 */
final class RequestedStage {
    /** What can be asked for. */
    static final List<String> AVAILABLE =
            List.of(Stage.DUAL_WRITE.label(), Stage.LIVE.label(), Backend.SQLITE.label(), Backend.SUPABASE.label());

    private RequestedStage() {}

    /** The stage; empty when it is not available. */
    static Optional<Stage> parse(String requested) {
        if (requested.equals(Backend.SQLITE.label()) || requested.equals(Stage.DUAL_WRITE.label())) {
            return Optional.of(Stage.DUAL_WRITE);
        }
        if (requested.equals(Backend.SUPABASE.label()) || requested.equals(Stage.LIVE.label())) {
            return Optional.of(Stage.LIVE);
        }
        return Optional.empty();
    }
}
