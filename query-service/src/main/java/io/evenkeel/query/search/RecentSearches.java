package io.evenkeel.query.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The latest distinct searches, in memory alone: so many and no more, and none whose conditions are long. Thread-safe.
 */
public final class RecentSearches {
    /** As many as may be remembered, and as one answer lists. */
    public static final int MOST = 1_000;

    /** So many searches of that many characters are what memory is set aside for, beside their vectors. */
    static final int LONGEST = 4_096;

    private final int size;
    private final SequencedMap<Object, RecentSearch> oldestFirst = new LinkedHashMap<>();

    /**
     * Room for searches.
     *
     * @param size how many, 0 to {@link #MOST}; 0 remembers none
     */
    public RecentSearches(int size) {
        if (size < 0 || size > MOST) {
            throw new IllegalArgumentException("0 to " + MOST + " searches can be remembered, not " + size);
        }
        this.size = size;
    }

    /**
     * What is remembered.
     *
     * @param size how many there is room for
     * @param total how many there are
     * @param searches the latest of them, newest first
     */
    public record Listing(int size, int total, List<RecentSearch> searches) {
        public Listing {
            searches = List.copyOf(searches);
        }
    }

    /** Remembers a search in place of the same one asked before, or of the oldest where there is no room. */
    void remember(RecentSearch search) {
        if (size == 0 || search.words() > LONGEST) {
            return;
        }
        Object question = search.question();
        synchronized (oldestFirst) {
            oldestFirst.putLast(question, search);
            if (oldestFirst.size() > size) {
                oldestFirst.pollFirstEntry();
            }
        }
    }

    /** The latest, at most that many. */
    public Listing latest(int limit) {
        synchronized (oldestFirst) {
            return new Listing(
                    size,
                    oldestFirst.size(),
                    oldestFirst.sequencedValues().reversed().stream()
                            .limit(limit)
                            .toList());
        }
    }
}
