package io.evenkeel.query.routing;

import io.evenkeel.contract.store.Snapshot;
import java.util.function.BiFunction;

/**
 * What one or several snapshots of one store showed.
 *
 * @param value what was read
 * @param complete everything up to here is in it
 * @param newest nothing beyond here is in it; the same as {@code complete} when there was one snapshot
 */
public record Observed<T>(T value, Positions complete, Positions newest) {

    /** What one snapshot showed. */
    public static <T> Observed<T> of(Snapshot<T> snapshot) {
        Positions applied = Positions.applied(snapshot.positions());
        return new Observed<>(snapshot.value(), applied, applied);
    }

    /** What this and another snapshot of the same store showed. */
    public <U, R> Observed<R> and(Observed<U> other, BiFunction<T, U, R> both) {
        return new Observed<>(
                both.apply(value, other.value), complete.earliest(other.complete), newest.latest(other.newest));
    }
}
