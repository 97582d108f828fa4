package io.evenkeel.bench;

import java.util.List;

/**
 * A place in a contest. Of several variants the warm-up finds the fastest, which then competes alone.
 *
 * @param name what claims call it
 * @param variants at least one
 */
public record Entry(String name, List<Contender> variants) {
    public Entry {
        variants = List.copyOf(variants);
        if (variants.isEmpty()) {
            throw new IllegalArgumentException("entry " + name + " has no contender");
        }
    }

    /** An entry without variants. */
    public static Entry of(Contender only) {
        return new Entry(only.name(), List.of(only));
    }
}
