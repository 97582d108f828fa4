package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.store.Store;
import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.tail.Tail;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Tail verification as the service runs it, of changes that both stores and the ledger have: it alone is left to do. */
record TailContender(Pairs pairs) implements Contender {
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration MAX_LAG = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "tail verification";
    }

    @Override
    public Trial prepare() {
        return new Run();
    }

    private final class Run implements Trial {
        private final Store sqlite = pairs.sqlite();
        private final Store supabase = pairs.supabase(pairs.postgresPort());
        private final Findings findings = pairs.nothingVerified();
        private final Tail tail = new Tail(
                pairs.witnesses(sqlite, supabase), findings, pairs::eventTimes, () -> true, MAX_LAG, Clock.systemUTC());

        Run() {
            // Connections are open in a service that runs.
            sqlite.scanner().positions();
            supabase.scanner().positions();
        }

        @Override
        public Duration run() throws InterruptedException {
            Map<Integer, Long> all = pairs.lastEvents();
            Thread thread = Thread.ofPlatform().daemon().name("tail").unstarted(tail);
            long begun = System.nanoTime();
            thread.start();
            while (!findings.watermarks().equals(all) && tail.state().failure() == null) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            tail.stop();
            thread.join();
            return took;
        }

        @Override
        public void check() {
            if (!findings.watermarks().equals(pairs.lastEvents())
                    || !findings.open().isEmpty()) {
                throw new BenchFailure("the tail was to find everything equal, and found "
                        + findings.open().size() + " differences; "
                        + tail.state().failure());
            }
        }

        @Override
        public void close() {
            sqlite.close();
            supabase.close();
        }
    }
}
