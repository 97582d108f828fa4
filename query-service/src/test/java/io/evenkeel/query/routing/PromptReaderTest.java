package io.evenkeel.query.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PromptReaderTest {
    private static final Duration SILENCE = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch counted = new CountDownLatch(1);
    private final CountDownLatch located = new CountDownLatch(1);

    /** Answers when the latches open. */
    private final LaggingStore store = new LaggingStore() {
        @Override
        public Snapshot<Map<String, Long>> counts(String workspace) {
            await(counted);
            return new Snapshot<>(Map.of(), Map.of());
        }

        @Override
        public Map<Integer, StorePosition> positions() {
            await(located);
            return super.positions();
        }
    };

    @AfterEach
    void release() {
        counted.countDown();
        located.countDown();
        threads.close();
    }

    @Test
    void answersAsTheStoreDoes() {
        located.countDown();
        store.apply(0, 5);

        assertThat(reader(LONGEST).positions()).isEqualTo(store.positions());
    }

    @Test
    void givesUpOnAStoreThatIsSilent() {
        long start = System.nanoTime();

        assertThatThrownBy(() -> reader(LONGEST).counts("default")).isInstanceOf(StoreUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SILENCE.minusMillis(10), LONGEST);
    }

    @Test
    void leavesAReadAloneThatOnlyTakesLong() {
        LaggingStore slow = new LaggingStore() {
            @Override
            public Snapshot<Map<String, Long>> counts(String workspace) {
                await(counted);
                return new Snapshot<>(Map.of("tags", 3L), Map.of());
            }

            @Override
            public Map<Integer, StorePosition> positions() {
                // Asked for a sign of life: only now does the read end.
                counted.countDown();
                return super.positions();
            }
        };

        assertThat(new PromptReader(slow, SILENCE, LONGEST, threads)
                        .counts("default")
                        .value())
                .containsEntry("tags", 3L);
    }

    @Test
    void endsAReadThatTakesTooLong() {
        located.countDown();

        assertThatThrownBy(() -> reader(SILENCE.multipliedBy(2)).counts("default"))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void passesOnWhatTheStoreThrows() {
        located.countDown();
        store.disconnect();

        assertThatThrownBy(() -> reader(LONGEST).positions())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("it was disconnected");
    }

    private PromptReader reader(Duration longest) {
        return new PromptReader(store, SILENCE, longest, threads);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
