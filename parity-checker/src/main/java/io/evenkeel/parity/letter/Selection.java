package io.evenkeel.parity.letter;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.kit.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The letters that a request names, in the order of the log.
 *
 * @param letters the first of them
 * @param left how many more there are
 */
record Selection(List<OpenLetter> letters, long left) {
    private static final int AT_ONCE = 1_000;
    private static final Comparator<OpenLetter> LOG_ORDER = Comparator.comparingInt(
                    (OpenLetter open) -> open.letter().partition())
            .thenComparingLong(open -> open.letter().offset())
            .thenComparing(open -> open.letter().key());

    Selection {
        letters = List.copyOf(letters);
    }

    /** @throws HttpProblem 422 when the request does not say which, or names a letter that is not open */
    static Selection of(LetterJson.@Nullable Request request, Letters letters) {
        boolean all = request != null && Boolean.TRUE.equals(request.all());
        String store = request == null ? null : request.store();
        List<String> keys = request == null ? null : request.keys();
        int ways = (all ? 1 : 0) + (store == null ? 0 : 1) + (keys == null || keys.isEmpty() ? 0 : 1);
        if (ways != 1) {
            throw Problems.of(
                            422,
                            "nothing-selected",
                            "Which dead letters?",
                            "send one of keys (a list), store, or all (true)")
                    .build();
        }
        if (keys != null && !keys.isEmpty()) {
            return named(new LinkedHashSet<>(keys), letters);
        }
        if (store != null) {
            checkStore(store);
        }
        long total = store == null
                ? letters.open().total()
                : letters.open().byStore().getOrDefault(store, 0L);
        List<OpenLetter> first = letters.list(store, AT_ONCE);
        return new Selection(first, Math.max(0, total - first.size()));
    }

    /** @throws HttpProblem 422 when no letter can be of that store */
    static void checkStore(String store) {
        Set<String> stores = new TreeSet<>(Set.of("embedding"));
        for (Backend backend : Backend.values()) {
            stores.add(backend.label());
        }
        if (!stores.contains(store)) {
            throw Problems.of(422, "no-such-store", "No such store", "a dead letter's store is one of " + stores)
                    .with("pointer", "/store")
                    .build();
        }
    }

    private static Selection named(Set<String> keys, Letters letters) {
        List<OpenLetter> found = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String key : keys) {
            letters.find(key).ifPresentOrElse(found::add, () -> unknown.add(key));
        }
        if (!unknown.isEmpty()) {
            throw Problems.of(
                            422,
                            "no-such-dead-letter",
                            "No such dead letter",
                            "no open dead letter has the key " + String.join(", ", unknown)
                                    + "; GET /v1/dead-letters lists them. Nothing was done")
                    .with("pointer", "/keys")
                    .with("keys", unknown)
                    .build();
        }
        found.sort(LOG_ORDER);
        int some = Math.min(found.size(), AT_ONCE);
        return new Selection(found.subList(0, some), found.size() - some);
    }
}
