package io.evenkeel.parity.tail;

import io.evenkeel.contract.store.StorePosition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How far the changes of each partition can be compared now. Pure. */
final class Targets {
    private Targets() {}

    /**
     * By partition, the last offset of {@code evenkeel.events} that every witness has passed; a partition that some
     * witness has not begun, or has left in an earlier log, is absent.
     */
    static Map<Integer, Long> of(
            long epoch, Map<Integer, StorePosition> ledger, Collection<Map<Integer, StorePosition>> stores) {
        Map<Integer, Long> targets = new HashMap<>();
        for (StorePosition mine : ledger.values()) {
            boolean everywhere = true;
            long target = mine.applied().offset();
            for (Map<Integer, StorePosition> store : stores) {
                StorePosition theirs = store.get(mine.partition());
                if (theirs == null || theirs.applied().epoch() != epoch) {
                    everywhere = false;
                } else {
                    target = Math.min(target, theirs.applied().offset());
                }
            }
            if (everywhere) {
                targets.put(mine.partition(), target);
            }
        }
        return targets;
    }
}
