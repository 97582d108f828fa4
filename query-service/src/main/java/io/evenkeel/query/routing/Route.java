package io.evenkeel.query.routing;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;

/**
 * Where reads go now, as the control log says.
 *
 * @param stage the stage in force
 * @param term the term that decided it
 * @param barrier the flip's barrier: what the backend had applied when it was chosen
 */
public record Route(Stage stage, long term, Positions barrier) {

    /** The store that is read. */
    public Backend backend() {
        return stage.backend();
    }
}
