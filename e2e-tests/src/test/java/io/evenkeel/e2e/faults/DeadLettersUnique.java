package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.topic.DeadLetter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whoever refused an event has left exactly one dead letter of it, and nobody any other. */
final class DeadLettersUnique implements Guarantee {
    private record Refusal(String store, Position position) {}

    @Override
    public void judge(Evidence evidence) {
        Set<Refusal> expected = new HashSet<>();
        evidence.log().stream()
                .filter(event -> event.planned().refusedBy().contains("embedding"))
                .forEach(event -> expected.add(new Refusal("embedding", event.position())));
        for (Backend store : Backend.values()) {
            evidence.oracle(store).refused().forEach(position -> expected.add(new Refusal(store.label(), position)));
        }
        List<Refusal> found = evidence.deadLetters().stream()
                .collect(java.util.stream.Collectors.toMap(DeadLetter::key, letter -> letter, (first, same) -> first))
                .values()
                .stream()
                .map(letter -> new Refusal(letter.store(), letter.position()))
                .toList();
        assertThat(found).as("dead letters by store and event").containsExactlyInAnyOrderElementsOf(expected);
    }
}
