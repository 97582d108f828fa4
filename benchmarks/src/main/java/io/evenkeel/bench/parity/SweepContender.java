package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.store.Store;
import io.evenkeel.parity.sweep.SweepReport;
import io.evenkeel.parity.sweep.Sweeps;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Evenkeel's own sweep of all content, ledger and file of progress included. */
record SweepContender(Pairs pairs, int postgresPort) implements Contender {
    private static final Duration LOOK = Duration.ofMillis(5);

    @Override
    public String name() {
        return "sweep";
    }

    @Override
    public Trial prepare() {
        return new Run();
    }

    private final class Run implements Trial {
        private final Store sqlite = pairs.sqlite();
        private final Store supabase = pairs.supabase(postgresPort);
        private final Sweeps sweeps = pairs.sweeps(sqlite, supabase);
        private final Thread thread =
                Thread.ofPlatform().daemon().name("sweeps").start(sweeps);

        Run() {
            // Connections are open in a service that runs.
            sqlite.scanner().positions();
            supabase.scanner().positions();
        }

        @Override
        public Duration run() {
            String asked = sweeps.request().orElseThrow().id();
            while (!report(asked).ended()) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
            return report(asked).took();
        }

        @Override
        public void check() {
            SweepReport report = sweeps.current().orElseThrow();
            if (!report.verified() || report.rowsCompared() != pairs.rows()) {
                throw new BenchFailure(
                        "the sweep was to find " + pairs.rows() + " equal pairs: compared " + report.rowsCompared()
                                + ", different " + report.mismatches().size() + ", " + report.reason());
            }
        }

        @Override
        public void close() throws InterruptedException {
            sweeps.stop();
            thread.join();
            sqlite.close();
            supabase.close();
        }

        private SweepReport report(String asked) {
            return sweeps.find(asked).orElseThrow();
        }
    }
}
