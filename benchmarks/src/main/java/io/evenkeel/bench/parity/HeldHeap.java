package io.evenkeel.bench.parity;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Collects garbage again and again, and remembers the most that was left, beyond what there was before. */
final class HeldHeap implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final CountDownLatch over = new CountDownLatch(1);
    private final long before = held();
    private final Thread sampler = Thread.ofPlatform().daemon().name("heap").start(this::sample);
    private volatile long most;

    /** In KiB. */
    long mostKib() {
        return Math.max(0, most - before) / 1_024;
    }

    @Override
    public void close() throws InterruptedException {
        over.countDown();
        sampler.join();
    }

    private void sample() {
        try {
            while (!over.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                most = Math.max(most, held());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a collection left; what others allocate until somebody looks is not held. */
    private static long held() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
