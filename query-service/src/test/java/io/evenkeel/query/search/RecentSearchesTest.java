package io.evenkeel.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evenkeel.contract.store.Filter;
import io.evenkeel.contract.value.Value;
import io.evenkeel.contract.value.Vector;
import io.evenkeel.query.search.RecentSearch.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentSearchesTest {
    private static final List<Part> CHUNKS = List.of(new Part("search_chunks", List.of()));

    @Test
    void listsTheNewestFirst() {
        RecentSearches recent = of(10, search(1), search(2), search(3));

        assertThat(recent.latest(10).searches()).containsExactly(search(3), search(2), search(1));
        assertThat(recent.latest(2).searches()).containsExactly(search(3), search(2));
        assertThat(recent.latest(2).total()).isEqualTo(3);
        assertThat(recent.latest(2).size()).isEqualTo(10);
    }

    @Test
    void forgetsTheOldestWhereThereIsNoRoom() {
        RecentSearches recent = of(2, search(1), search(2), search(3));

        assertThat(recent.latest(10).searches()).containsExactly(search(3), search(2));
    }

    @Test
    void theSameSearchAgainIsOneAndTheNewest() {
        RecentSearch again = new RecentSearch(Instant.ofEpochSecond(9), "default", Vector.of(1, 1), "m@1", 7, CHUNKS);
        RecentSearches recent = of(2, search(1), search(2), again);

        assertThat(recent.latest(10).searches()).containsExactly(again, search(2));
    }

    @Test
    void anotherWorkspaceModelFilterOrEntityIsAnotherSearch() {
        Filter filter = new Filter("document_id", Filter.Operator.EQ, new Value.Text("d"));
        RecentSearches recent = of(
                10,
                search("default", "m@1", CHUNKS),
                search("acme", "m@1", CHUNKS),
                search("default", "m@2", CHUNKS),
                search("default", null, CHUNKS),
                search("default", "m@1", List.of(new Part("search_chunks", List.of(filter)))),
                search("default", "m@1", List.of(new Part("memory_items", List.of()))));

        assertThat(recent.latest(10).searches()).hasSize(6);
    }

    @Test
    void remembersNoneWhereItIsSwitchedOff() {
        assertThat(of(0, search(1)).latest(10)).isEqualTo(new RecentSearches.Listing(0, 0, List.of()));
    }

    @Test
    void leavesOutSearchesWithLongConditions() {
        Filter longest =
                new Filter("document_id", Filter.Operator.EQ, new Value.Text("x".repeat(RecentSearches.LONGEST)));
        RecentSearches recent =
                of(10, search("default", null, List.of(new Part("search_chunks", List.of(longest)))), search(1));

        assertThat(recent.latest(10).searches()).containsExactly(search(1));
    }

    @Test
    void refusesASizeThatMemoryIsNotSetAsideFor() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RecentSearches(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RecentSearches(RecentSearches.MOST + 1));
    }

    @Test
    void keepsToItsSizeWhileManySearchAtOnce() throws Exception {
        int threads = 4;
        int each = 2_000;
        RecentSearches recent = new RecentSearches(50);
        try (ExecutorService searching = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                all.add(searching.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        recent.remember(search(i % 80));
                        assertDistinct(recent.latest(50));
                    }
                }));
            }
            for (Future<?> done : all) {
                done.get();
            }
        }
        assertThat(recent.latest(100).searches()).hasSize(50);
    }

    private static void assertDistinct(RecentSearches.Listing listing) {
        assertThat(new HashSet<>(listing.searches())).hasSize(listing.searches().size());
        assertThat(listing.total()).isBetween(listing.searches().size(), listing.size());
    }

    private static RecentSearches of(int size, RecentSearch... searches) {
        RecentSearches recent = new RecentSearches(size);
        for (RecentSearch search : searches) {
            recent.remember(search);
        }
        return recent;
    }

    private static RecentSearch search(int number) {
        return new RecentSearch(Instant.ofEpochSecond(number), "default", Vector.of(1, number), "m@1", 5, CHUNKS);
    }

    private static RecentSearch search(String workspace, @Nullable String model, List<Part> parts) {
        return new RecentSearch(Instant.EPOCH, workspace, Vector.of(1, 1), model, 5, parts);
    }
}
