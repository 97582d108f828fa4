package io.evenkeel.parity.search;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.VectorQuery;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.Pause;
import io.evenkeel.parity.search.Answers.Outcome;
import io.evenkeel.parity.search.SearchReport.Difference;
import io.evenkeel.parity.search.SearchReport.Found;
import io.evenkeel.parity.search.SearchReport.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks both stores the same, as applications do. One use, one thread. */
final class SearchComparison {
    private static final int LISTED = 100;
    private static final int TRIES = 6;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(5);

    private final Map<Backend, StoreReader> readers;
    private final Ledger ledger;
    private final Duration budget;
    private final Pause pause;
    private final Clock clock;
    private final Consumer<SearchReport> progress;

    /**
     * A comparison.
     *
     * @param readers of both stores
     * @param ledger when each row was changed last
     * @param budget how long it may take: when that is over, the queries that are left are left out
     * @param pause ends early when the service stops
     * @param progress is told after every query
     */
    SearchComparison(
            Map<Backend, StoreReader> readers,
            Ledger ledger,
            Duration budget,
            Pause pause,
            Clock clock,
            Consumer<SearchReport> progress) {
        this.readers = Map.copyOf(readers);
        this.ledger = ledger;
        this.budget = budget;
        this.pause = pause;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Runs all queries.
     *
     * @throws io.evenkeel.contract.store.StoreUnavailableException when a store cannot be reached
     */
    void run(SearchReport begun, List<SearchQuery> queries) throws InterruptedException {
        Instant started = clock.instant();
        Tally tally = new Tally();
        for (SearchQuery query : queries) {
            if (pause.over()) {
                throw new InterruptedException("the service stops");
            }
            tally.add(query, begun.k());
            Duration took = Duration.between(started, clock.instant());
            boolean over = took.compareTo(budget) >= 0 && tally.queries < queries.size();
            if (over) {
                String left = "after " + budget.toSeconds() + " s " + (queries.size() - tally.queries) + " of "
                        + queries.size() + " queries were left out";
                progress.accept(tally.report(begun, State.DONE, took, both(left, begun.missing())));
                return;
            }
            progress.accept(tally.report(begun, State.RUNNING, took, null));
        }
        progress.accept(tally.report(begun, State.DONE, Duration.between(started, clock.instant()), begun.missing()));
    }

    private static String both(String reason, @Nullable String more) {
        return more == null ? reason : reason + "; " + more;
    }

    private final class Tally {
        private final List<Difference> differences = new ArrayList<>();
        private long queries;
        private long equal;
        private long different;
        private long inFlight;
        private long found;
        private long wanted;

        void add(SearchQuery query, int k) throws InterruptedException {
            queries++;
            Answers answers = ask(query, k);
            Outcome outcome = outcome(answers);
            for (int tries = 1; outcome == Outcome.IN_FLIGHT && tries < TRIES && !pause.over(); tries++) {
                pause.await(BETWEEN_TRIES);
                answers = ask(query, k);
                outcome = outcome(answers);
            }
            found += answers.recalled();
            wanted += answers.supabase().value().size();
            switch (outcome) {
                case EQUAL -> equal++;
                case IN_FLIGHT -> inFlight++;
                case DIFFERENT -> {
                    different++;
                    if (differences.size() < LISTED) {
                        int rank = answers.firstDifference();
                        differences.add(new Difference(
                                queries,
                                query.entity(),
                                query.workspace(),
                                rank,
                                hit(Answers.at(answers.sqlite(), rank)),
                                hit(Answers.at(answers.supabase(), rank))));
                    }
                }
            }
        }

        SearchReport report(SearchReport begun, State state, Duration took, @Nullable String reason) {
            return new SearchReport(
                    begun.id(),
                    state,
                    begun.source(),
                    begun.k(),
                    queries,
                    equal,
                    different,
                    inFlight,
                    wanted == 0 ? null : new Recall(found, wanted),
                    differences,
                    begun.instances(),
                    begun.startedAt(),
                    took,
                    reason);
        }
    }

    private Answers ask(SearchQuery query, int k) {
        StoreReader supabase = Objects.requireNonNull(readers.get(Backend.SUPABASE));
        VectorQuery exact =
                new VectorQuery(query.entity(), query.workspace(), query.vector(), k, query.filters(), true);
        VectorQuery served = new VectorQuery(query.entity(), query.workspace(), query.vector(), k, query.filters());
        return new Answers(
                Objects.requireNonNull(readers.get(Backend.SQLITE)).nearest(exact),
                supabase.nearest(exact),
                supabase.nearest(served));
    }

    private Outcome outcome(Answers answers) throws InterruptedException {
        // What the ledger has not come to would look as if it had not changed.
        boolean judged = ledger.awaitCover(answers.sqlite().positions(), LEDGER_PATIENCE)
                && ledger.awaitCover(answers.supabase().positions(), LEDGER_PATIENCE);
        Outcome outcome = answers.outcome(this::changed);
        return outcome == Outcome.DIFFERENT && !judged ? Outcome.IN_FLIGHT : outcome;
    }

    private Map<RowKey, Position> changed(Set<RowKey> keys) {
        Map<RowKey, Position> changed = new HashMap<>();
        ledger.find(keys).value().forEach((key, entry) -> changed.put(key, entry.position()));
        return changed;
    }

    private static @Nullable Found hit(@Nullable ScoredRow row) {
        return row == null ? null : new Found(row.row().key().key(), row.score());
    }
}
