package io.evenkeel.query.routing;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Routes reads to the active store and holds back what would go back in time. A read is served only from a store that
 * has applied, in every partition, all that this instance had shown when the read began, the barrier of the flip that
 * chose the store, and what the client asks for with {@code Evenkeel-After}. A store that is behind is asked again, under
 * the route then in force, until the patience ends. Thread-safe.
 */
public final class ReadGate {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final Supplier<Route> control;
    private final Map<Backend, StoreReader> stores;
    private final Duration patience;
    private final boolean fallback;
    private final Waiting waiting;
    private final MonotonicReads monotonic = new MonotonicReads();

    /**
     * A gate that has shown nothing yet.
     *
     * @param control the route in force
     * @param stores the configured stores
     * @param patience how long a store that is behind is waited for
     * @param fallback whether the other store serves when the active one cannot be reached
     * @param waiting time
     */
    public ReadGate(
            Supplier<Route> control,
            Map<Backend, StoreReader> stores,
            Duration patience,
            boolean fallback,
            Waiting waiting) {
        this.control = control;
        this.stores = Map.copyOf(stores);
        this.patience = patience;
        this.fallback = fallback;
        this.waiting = waiting;
    }

    /**
     * Reads from the active store.
     *
     * @param after what the client has seen or written
     * @param read asks one store; may be called several times
     */
    public <T> Answer<T> read(Positions after, Function<StoreReader, Observed<T>> read) {
        Positions floor = monotonic.floor().latest(after);
        Answer<T> answer = patiently(() -> readActive(floor, read));
        if (answer instanceof Answer.Served<T> served) {
            monotonic.show(served.position());
        }
        return answer;
    }

    /**
     * Reads from one store, to compare it with the other. Only {@code after} holds such a read back, and it holds back no
     * other: a store that is not active may be far behind, or ahead.
     */
    public <T> Answer<T> readFrom(Backend backend, Positions after, Function<StoreReader, Observed<T>> read) {
        return patiently(() -> attempt(backend, control.get().term(), after, read));
    }

    private <T> Answer<T> readActive(Positions floor, Function<StoreReader, Observed<T>> read) {
        Route route = control.get();
        Positions wanted = floor.latest(route.barrier());
        Answer<T> answer = attempt(route.backend(), route.term(), wanted, read);
        Backend other = route.backend().other();
        // A store that is no longer written is never a fallback: it would fall ever further behind.
        if (!fallback
                || !(answer instanceof Answer.Unreachable<T>)
                || !route.stage().writes(other)) {
            return answer;
        }
        return switch (attempt(other, route.term(), wanted, read)) {
            case Answer.Served<T> served ->
                new Answer.Served<>(served.value(), other, served.term(), served.position(), true);
            case Answer.Behind<T> behind -> behind;
            case Answer.Unreachable<T> neither -> answer;
        };
    }

    private <T> Answer<T> attempt(
            Backend backend, long term, Positions wanted, Function<StoreReader, Observed<T>> read) {
        StoreReader store = stores.get(backend);
        if (store == null) {
            return new Answer.Unreachable<>(backend, term, "it is not configured");
        }
        try {
            Observed<T> observed = read.apply(store);
            return observed.complete().covers(wanted)
                    ? new Answer.Served<>(observed.value(), backend, term, observed.newest(), false)
                    : new Answer.Behind<>(backend, term, observed.complete(), wanted);
        } catch (StoreUnavailableException unavailable) {
            return new Answer.Unreachable<>(backend, term, Objects.toString(unavailable.getMessage(), ""));
        }
    }

    private <T> Answer<T> patiently(Supplier<Answer<T>> attempt) {
        long start = waiting.nanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Answer<T> answer = attempt.get();
            Duration left = patience.minusNanos(waiting.nanos() - start);
            if (!(answer instanceof Answer.Behind<T>) || !left.isPositive()) {
                return answer;
            }
            waiting.pause(pause.compareTo(left) < 0 ? pause : left);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
