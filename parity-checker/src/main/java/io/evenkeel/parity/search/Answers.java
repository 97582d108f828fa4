package io.evenkeel.parity.search;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.ScoredRow;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.value.RowKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one query found, three times. Pure.
 *
 * @param sqlite the exact nearest rows of SQLite
 * @param supabase the exact nearest rows of Supabase
 * @param served what Supabase answers applications, through its index where it has one
 */
record Answers(Snapshot<List<ScoredRow>> sqlite, Snapshot<List<ScoredRow>> supabase, Snapshot<List<ScoredRow>> served) {

    /** What the comparison of the exact answers came to. */
    enum Outcome {
        /** The same rows with the same scores in the same order. */
        EQUAL,
        /** They differ, and both stores had applied the last change of every row that is concerned. */
        DIFFERENT,
        /** They differ, but a row that is concerned has a change that one of the stores had not applied. */
        IN_FLIGHT
    }

    /**
     * Compares the exact answers.
     *
     * @param changed the event that last changed a row, as the log has it
     */
    Outcome outcome(Function<Set<RowKey>, Map<RowKey, Position>> changed) {
        List<Hit> left = hits(sqlite);
        List<Hit> right = hits(supabase);
        if (left.equals(right)) {
            return Outcome.EQUAL;
        }
        Set<Hit> concerned = new HashSet<>(left);
        concerned.addAll(right);
        Set<Hit> shared = new HashSet<>(left);
        shared.retainAll(new HashSet<>(right));
        concerned.removeAll(shared);
        Set<RowKey> keys = (concerned.isEmpty() ? shared : concerned)
                .stream().map(Hit::key).collect(Collectors.toSet());
        boolean settled = changed.apply(keys).values().stream()
                .allMatch(position -> sqlite.covers(position) && supabase.covers(position));
        return settled ? Outcome.DIFFERENT : Outcome.IN_FLIGHT;
    }

    /** The first rank, from 1, at which the exact answers differ; 0 where they are equal. */
    int firstDifference() {
        List<Hit> left = hits(sqlite);
        List<Hit> right = hits(supabase);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            if (i >= left.size() || i >= right.size() || !left.get(i).equals(right.get(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    /** How many of Supabase's exact nearest rows it also serves; a row that is as near as the last of them counts too. */
    long recalled() {
        if (supabase.value().isEmpty()) {
            return 0;
        }
        double last = supabase.value().getLast().score();
        long found = served.value().stream().filter(hit -> hit.score() >= last).count();
        return Math.min(found, supabase.value().size());
    }

    /** A hit of either store at that rank, from 1. */
    static @Nullable ScoredRow at(Snapshot<List<ScoredRow>> answer, int rank) {
        return rank <= answer.value().size() ? answer.value().get(rank - 1) : null;
    }

    private record Hit(RowKey key, double score) {}

    private static List<Hit> hits(Snapshot<List<ScoredRow>> answer) {
        return answer.value().stream()
                .map(hit -> new Hit(hit.row().key(), hit.score()))
                .toList();
    }
}
