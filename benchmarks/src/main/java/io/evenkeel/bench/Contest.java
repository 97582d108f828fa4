package io.evenkeel.bench;

import java.util.List;

/**
 * Entries that do the same work.
 *
 * @param name the work
 * @param units how many rows, or whatever is counted, one trial does
 * @param entries who competes
 * @param claims what is to hold between them
 */
public record Contest(String name, int units, List<Entry> entries, List<Claim> claims) {
    public Contest {
        entries = List.copyOf(entries);
        claims = List.copyOf(claims);
    }
}
