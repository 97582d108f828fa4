package io.evenkeel.e2e.faults;

import io.evenkeel.contract.change.Change;
import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as it stands in the log.
 *
 * @param planned what the load meant by it
 * @param changeSets what embedding-service made of it: exactly one, where nothing went wrong
 */
record LoggedEvent(Position position, Planned planned, List<ChangeSet> changeSets) {
    LoggedEvent {
        changeSets = List.copyOf(changeSets);
    }

    /** What the load meant, and of what was made of it only rows with vectors, which the load cannot know. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>(planned.changes());
        changeSets.stream()
                .flatMap(changeSet -> changeSet.changes().stream())
                .filter(LoggedEvent::holdsVectors)
                .forEach(changes::add);
        return changes;
    }

    private static boolean holdsVectors(Change change) {
        return change instanceof Change.ReplaceChildren replace
                && replace.entity().equals("search_chunks");
    }
}
