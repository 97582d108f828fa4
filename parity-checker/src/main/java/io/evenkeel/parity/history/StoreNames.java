package io.evenkeel.parity.history;

import io.evenkeel.contract.control.Backend;
import java.util.EnumSet;
import java.util.Set;

/** Which stores differ, as one word: {@code sqlite}, {@code supabase} or {@code both}. */
final class StoreNames {
    private static final String BOTH = "both";

    private StoreNames() {}

    static String of(Set<Backend> stores) {
        return stores.size() == Backend.values().length
                ? BOTH
                : stores.iterator().next().label();
    }

    static Set<Backend> parse(String word) {
        EnumSet<Backend> stores = EnumSet.allOf(Backend.class);
        if (!word.equals(BOTH)) {
            stores.removeIf(store -> !store.label().equals(word));
        }
        return stores;
    }
}
