package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Claim;
import io.evenkeel.bench.Contest;
import io.evenkeel.bench.Entry;
import io.evenkeel.bench.Report.Limit;
import io.evenkeel.bench.Results;
import io.evenkeel.bench.Tournament;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tail alone beside the slower writer, then both writers and the checker at a pace that is given. */
final class TailContests {
    private static final int CALM = 200;
    private static final int BUSY = 2_000;
    private static final long P99_MILLIS = 1_000;

    /** What one quarter of a run may differ from another by chance. */
    private static final long GROWTH_MILLIS = 250;

    private final BenchServers servers;
    private final long seed;
    private final int documents;
    private final Duration length;
    private final Tournament tournament;
    private final List<Results> results = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();

    TailContests(BenchServers servers, long seed, int rows, Duration length, Tournament tournament) {
        this.servers = servers;
        this.seed = seed;
        this.documents = Math.max(1, rows / (1 + PairCorpus.ROWS_EACH));
        this.length = length;
        this.tournament = tournament;
    }

    void run() throws Exception {
        try (Pairs pairs = new Pairs(servers, seed, documents, true)) {
            Entry tail = Entry.of(new TailContender(pairs));
            Entry writes = Entry.of(new SupabaseWrites(pairs));
            results.add(tournament.run(new Contest(
                    "tail alone, with vectors",
                    pairs.rows(),
                    List.of(tail, writes),
                    List.of(new Claim(tail.name(), writes.name(), 1)))));
        }
        LiveRun.Lags calm = live(CALM);
        limits.add(new Limit(CALM + " events/s, parity lag, median", calm.median(), "ms", P99_MILLIS));
        limits.add(new Limit(CALM + " events/s, parity lag, 99 %", calm.p99(), "ms", P99_MILLIS));
        LiveRun.Lags busy = live(BUSY);
        limits.add(new Limit(
                BUSY + " rows/s, parity lag, growth from the second quarter to the last",
                busy.growth(),
                "ms",
                GROWTH_MILLIS));
    }

    List<Results> results() {
        return results;
    }

    List<Limit> limits() {
        return limits;
    }

    private LiveRun.Lags live(int perSecond) throws Exception {
        try (LiveRun run = new LiveRun(servers, seed, perSecond)) {
            return run.run(length);
        }
    }
}
