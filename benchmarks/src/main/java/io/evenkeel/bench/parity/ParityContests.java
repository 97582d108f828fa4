package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Claim;
import io.evenkeel.bench.Contest;
import io.evenkeel.bench.Entry;
import io.evenkeel.bench.Report.Limit;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import io.evenkeel.bench.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sets the contests of the sweep up and runs them, one after the other, and measures beside them what it costs. */
final class ParityContests {
    private static final double PLAIN_TARGET = 2;
    private static final double PLAIN_TARGET_ON_A_LINK = 10;
    private static final double BARE_TARGET = 0.75;
    private static final long NANOS_A_PAIR = 1_000_000_000L / 60_000;
    private static final long BYTES_A_ROW = 64;
    private static final long HEAP_KIB = 64 << 10;

    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final long BYTES_A_SECOND = 100_000_000 / 8;

    private final BenchServers servers;
    private final long seed;
    private final int documents;
    private final boolean onLink;
    private final Tournament tournament;
    private final List<Results> results = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();

    /**
     * @param pairs about how many rows each store has
     * @param onLink whether to measure on a slow link as well
     */
    ParityContests(BenchServers servers, long seed, int pairs, boolean onLink, Tournament tournament) {
        this.servers = servers;
        this.seed = seed;
        this.documents = Math.max(1, pairs / (1 + PairCorpus.ROWS_EACH));
        this.onLink = onLink;
        this.tournament = tournament;
    }

    void run() throws Exception {
        measure("with vectors", true);
        measure("without vectors", false);
    }

    List<Results> results() {
        return results;
    }

    List<Limit> limits() {
        return limits;
    }

    private void measure(String name, boolean vectors) throws Exception {
        try (Pairs pairs = new Pairs(servers, seed, documents, vectors)) {
            int port = pairs.postgresPort();
            Entry sweep = Entry.of(new SweepContender(pairs, port));
            Entry plain = Entry.of(new PlainChecker(pairs, port));
            Results loopback = tournament.run(
                    new Contest(name, pairs.rows(), List.of(sweep, plain), List.of(claim(sweep, plain, PLAIN_TARGET))));
            results.add(loopback);
            limits.add(new Limit(
                    name + ", a sweep's time for a pair",
                    Math.round(1e9 / loopback.standings().getFirst().perSecond().median()),
                    "ns",
                    NANOS_A_PAIR));
            Entry sums = Entry.of(new PostgresPart(pairs));
            Entry bare = Entry.of(new BareDigests(pairs));
            results.add(tournament.run(new Contest(
                    name + ", in Postgres alone",
                    pairs.rows(),
                    List.of(sums, bare),
                    List.of(claim(sums, bare, BARE_TARGET)))));
            if (onLink) {
                measureOnLink(name, pairs);
            }
            measureCosts(name, pairs);
        }
    }

    private void measureOnLink(String name, Pairs pairs) throws Exception {
        try (MeteredLink link = MeteredLink.to(pairs.postgresPort(), ROUND_TRIP, BYTES_A_SECOND)) {
            Entry sweep = Entry.of(new SweepContender(pairs, link.port()));
            Entry plain = Entry.of(new PlainChecker(pairs, link.port()));
            results.add(tournament.run(new Contest(
                    name + ", Postgres behind 20 ms and 100 Mbit/s",
                    pairs.rows(),
                    List.of(sweep, plain),
                    List.of(claim(sweep, plain, PLAIN_TARGET_ON_A_LINK)))));
        }
    }

    private void measureCosts(String name, Pairs pairs) throws Exception {
        try (MeteredLink link = MeteredLink.to(pairs.postgresPort());
                Trial sweep = new SweepContender(pairs, link.port()).prepare();
                HeldHeap heap = new HeldHeap()) {
            long before = link.bytes();
            sweep.run();
            sweep.check();
            limits.add(new Limit(
                    name + ", between checker and Postgres for an equal row",
                    Math.ceilDiv(link.bytes() - before, pairs.rows()),
                    "bytes",
                    BYTES_A_ROW));
            limits.add(new Limit(name + ", most heap that a sweep held", heap.mostKib(), "KiB", HEAP_KIB));
        }
    }

    private static Claim claim(Entry subject, Entry reference, double target) {
        return new Claim(subject.name(), reference.name(), target);
    }
}
