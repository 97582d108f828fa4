package io.evenkeel.parity.search;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a comparison of searches stands.
 *
 * @param id its id
 * @param state whether it has ended
 * @param source where its queries come from
 * @param k how many of the nearest rows are compared
 * @param queries how many were compared, of which
 * @param equal found exactly the same,
 * @param different did not,
 * @param inFlight could not be told, because rows kept changing
 * @param recall of Supabase's index against its exact answers; null when nothing was found
 * @param differences the first of those that differ
 * @param instances where recent searches came from; none for other sources
 * @param startedAt when it was asked for
 * @param took how long it has run
 * @param reason why it failed or ended early; null otherwise
 */
public record SearchReport(
        String id,
        State state,
        Source source,
        int k,
        long queries,
        long equal,
        long different,
        long inFlight,
        @Nullable Recall recall,
        List<Difference> differences,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Instance> instances,
        Instant startedAt,
        Duration took,
        @Nullable String reason) {
    public SearchReport {
        differences = List.copyOf(differences);
        instances = List.copyOf(instances);
    }

    /** Where it is. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /** Where queries come from. */
    public enum Source {
        /** Whoever asked gave them. */
        GIVEN,
        /** Vectors of rows, taken at random. */
        SAMPLED,
        /** Searches that query-service answered lately. */
        RECENT
    }

    /**
     * A query that the stores answer otherwise.
     *
     * @param query its number, from 1
     * @param entity what was searched
     * @param workspace the tenant
     * @param rank the first rank, from 1, that differs
     * @param sqlite the row there in SQLite, or null
     * @param supabase the row there in Supabase, or null
     */
    public record Difference(
            long query,
            String entity,
            String workspace,
            int rank,
            @Nullable Found sqlite,
            @Nullable Found supabase) {}

    /**
     * A hit.
     *
     * @param id the row's key
     * @param score the cosine
     */
    public record Found(String id, double score) {}

    /**
     * An instance of query-service that was asked what was searched for lately. What it listed was taken, or left out for
     * one of four reasons, so that those five add up.
     *
     * @param url where it was asked
     * @param listed how many searches it told of
     * @param taken how many of them are compared
     * @param otherModel how many were by a vector of another model than the log's
     * @param repeated how many another instance, or this one, had told of already
     * @param older how many came after as many as were asked for
     * @param unfit how many the checker's catalogue does not know
     * @param reason why it told of none, or null: it did not answer, or remembers none
     */
    public record Instance(
            String url,
            int listed,
            int taken,
            int otherModel,
            int repeated,
            int older,
            int unfit,
            @Nullable String reason) {}

    static SearchReport begun(String id, Source source, int k, List<Instance> instances, Instant now) {
        return new SearchReport(
                id, State.RUNNING, source, k, 0, 0, 0, 0, null, List.of(), instances, now, Duration.ZERO, null);
    }

    /** Which searches were not to be had; null where all that were asked for were. */
    @Nullable
    String missing() {
        List<String> silent = instances.stream()
                .filter(instance -> instance.reason() != null)
                .map(instance -> instance.url() + ": " + instance.reason())
                .toList();
        return silent.isEmpty()
                ? null
                : "searches of " + silent.size() + " of " + instances.size()
                        + " instances of query-service are not among these: " + String.join("; ", silent);
    }

    /** Whether it is over. */
    public boolean ended() {
        return state != State.RUNNING;
    }

    /** The verdict of an ended one: {@code verified}, {@code stale} where not all could be judged, or was to be had, {@code not_verified}. */
    public String verdict() {
        if (different > 0 || state == State.FAILED) {
            return "not_verified";
        }
        return inFlight > 0 || reason != null ? "stale" : "verified";
    }

    SearchReport failed(Duration took, String why) {
        return new SearchReport(
                id,
                State.FAILED,
                source,
                k,
                queries,
                equal,
                different,
                inFlight,
                recall,
                differences,
                instances,
                startedAt,
                took,
                why);
    }
}
