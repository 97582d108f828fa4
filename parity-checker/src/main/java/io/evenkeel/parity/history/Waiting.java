package io.evenkeel.parity.history;

import java.util.List;
import java.util.stream.Stream;

/**
 * What waits to be recorded.
 *
 * @param sightings mismatches that are new or have changed
 * @param documents runs and repairs
 */
record Waiting(List<Sighting> sightings, List<Document> documents) {
    static final Waiting NOTHING = new Waiting(List.of(), List.of());

    Waiting {
        sightings = List.copyOf(sightings);
        documents = List.copyOf(documents);
    }

    int size() {
        return sightings.size() + documents.size();
    }

    /** The same, one by one. */
    List<Waiting> each() {
        return Stream.concat(
                        sightings.stream().map(one -> new Waiting(List.of(one), List.of())),
                        documents.stream().map(one -> new Waiting(List.of(), List.of(one))))
                .toList();
    }

    /**
     * A run or a repair.
     *
     * @param content what is recorded
     * @param version grows with every change
     */
    record Document(String id, Recorded content, long version) {}
}
