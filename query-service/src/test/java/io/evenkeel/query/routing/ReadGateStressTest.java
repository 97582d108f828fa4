package io.evenkeel.query.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many readers, two stores that apply the same log at their own pace, and flips all the while. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReadGateStressTest {
    private static final int PARTITIONS = 4;
    private static final int READERS = 8;
    private static final int READS = 1_000;
    private static final int FLIPS = 50;

    private static final Duration LAG = Duration.ofNanos(300_000);

    private final LaggingStore sqlite = new LaggingStore();
    private final LaggingStore supabase = new LaggingStore();
    private volatile Route route = new Route(Stage.DUAL_WRITE, 1, Positions.NONE);

    @Test
    void noReadThatBeginsAfterAnotherWasAnsweredShowsLess() throws Exception {
        ReadGate gate = new ReadGate(
                () -> route,
                Map.of(Backend.SQLITE, sqlite, Backend.SUPABASE, supabase),
                Duration.ofSeconds(30),
                false,
                Waiting.SYSTEM);

        Judge judge = run(() -> gate.read(Positions.NONE, store -> Observed.of(store.counts("default"))));

        assertThat(judge.stale()).isZero();
        assertThat(judge.backends()).contains(Backend.SQLITE, Backend.SUPABASE);
    }

    @Test
    void theJudgeFindsReadsThatGoBackWhenNothingHoldsThemBack() throws Exception {
        Judge judge = run(() -> {
            Route now = route;
            Positions applied = Positions.applied((now.backend() == Backend.SQLITE ? sqlite : supabase).positions());
            return new Answer.Served<>(Map.of(), now.backend(), now.term(), applied, false);
        });

        assertThat(judge.stale()).isPositive();
    }

    private Judge run(Supplier<Answer<Map<String, Long>>> read) throws Exception {
        Judge judge = new Judge();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<?> world = threads.submit(() -> turn(done));
            List<Callable<Void>> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                readers.add(() -> {
                    // On a busy machine a thousand reads may be over before the first flip.
                    for (int i = 0; i < READS || route.term() < FLIPS; i++) {
                        Positions before = judge.answered();
                        judge.answered(before, read.get());
                    }
                    return null;
                });
            }
            for (Future<Void> reader : threads.invokeAll(readers)) {
                reader.get();
            }
            done.set(true);
            world.get();
        }
        return judge;
    }

    /** Appends to the log, which the store that is not read applies later; flips before it has. */
    private void turn(AtomicBoolean done) {
        Random random = new Random(20_261_121);
        long[] log = new long[PARTITIONS];
        while (!done.get()) {
            LaggingStore ahead = route.backend() == Backend.SQLITE ? sqlite : supabase;
            LaggingStore behind = ahead == sqlite ? supabase : sqlite;
            for (int events = random.nextInt(50); events > 0; events--) {
                int partition = random.nextInt(PARTITIONS);
                ahead.apply(partition, ++log[partition]);
            }
            LockSupport.parkNanos(LAG.toNanos());
            Stage next = route.backend() == Backend.SQLITE ? Stage.LIVE : Stage.DUAL_WRITE;
            route = new Route(next, route.term() + 1, Positions.NONE);
            LockSupport.parkNanos(LAG.toNanos());
            for (int partition = 0; partition < PARTITIONS; partition++) {
                behind.apply(partition, log[partition]);
                Thread.yield();
            }
        }
    }

    /** Compares every answer with all that had been answered when its read began. */
    private static final class Judge {
        private final List<Backend> backends = new ArrayList<>();
        private Positions answered = Positions.NONE;
        private int stale;

        synchronized Positions answered() {
            return answered;
        }

        synchronized void answered(Positions before, Answer<?> answer) {
            if (answer instanceof Answer.Served<?> served) {
                backends.add(served.backend());
                stale += served.position().covers(before) ? 0 : 1;
                answered = answered.latest(served.position());
            } else {
                throw new AssertionError("never caught up: " + answer);
            }
        }

        synchronized int stale() {
            return stale;
        }

        synchronized List<Backend> backends() {
            return backends;
        }
    }
}
