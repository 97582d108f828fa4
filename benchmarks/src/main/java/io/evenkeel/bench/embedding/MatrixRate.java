package io.evenkeel.bench.embedding;

import com.sun.management.OperatingSystemMXBean;
import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_full;

/**
 * What this processor can do in single precision: OpenBLAS multiplies square matrices, one thread a core, until it has
 * done as many operations as the model's matrix multiplications take for the same texts, and does nothing else.
 *
 * @param side rows and columns of each matrix
 */
record MatrixRate(Work work, int side) implements Contender {
    /** The model: layers, width of a token's state, width between. */
    private static final int LAYERS = 6;

    private static final long WIDTH = 384;
    private static final long INNER = 1_536;

    @Override
    public String name() {
        return "OpenBLAS, matrices of " + side;
    }

    /** Multiplications and additions that the model's matrix products take for a text. */
    static long operations(long tokens) {
        long projections = 4 * WIDTH * WIDTH;
        long feedForward = 2 * WIDTH * INNER;
        long attention = 2 * tokens * WIDTH;
        return 2 * LAYERS * tokens * (projections + feedForward + attention);
    }

    @Override
    public Trial prepare() {
        long product = 2L * side * side * side;
        long products = Math.ceilDiv(operations(work.length()) * work.texts().size(), product);
        int threads = Runtime.getRuntime().availableProcessors();
        openblas_full.openblas_set_num_threads(1);
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Trial() {
            private final AtomicLong left = new AtomicLong(products);
            private final AtomicLong wrong = new AtomicLong();
            private Duration cpu = Duration.ZERO;

            @Override
            public Duration run() throws InterruptedException {
                long cpuBefore = process.getProcessCpuTime();
                long start = System.nanoTime();
                Thread[] workers = new Thread[threads];
                for (int i = 0; i < threads; i++) {
                    workers[i] = Thread.ofPlatform().start(this::multiply);
                }
                for (Thread worker : workers) {
                    worker.join();
                }
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                cpu = Duration.ofNanos(process.getProcessCpuTime() - cpuBefore);
                return took;
            }

            private void multiply() {
                try (FloatPointer a = filled(0.5f);
                        FloatPointer b = filled(2f);
                        FloatPointer c = filled(0)) {
                    while (left.getAndDecrement() > 0) {
                        openblas_full.cblas_sgemm(
                                openblas_full.CblasRowMajor,
                                openblas_full.CblasNoTrans,
                                openblas_full.CblasNoTrans,
                                side,
                                side,
                                side,
                                1,
                                a,
                                side,
                                b,
                                side,
                                0,
                                c,
                                side);
                        wrong.addAndGet(c.get((long) side * side - 1) == side ? 0 : 1);
                    }
                }
            }

            private FloatPointer filled(float value) {
                FloatPointer matrix = new FloatPointer((long) side * side);
                for (long i = 0; i < (long) side * side; i++) {
                    matrix.put(i, value);
                }
                return matrix;
            }

            @Override
            public Duration cpu() {
                return cpu;
            }

            @Override
            public void check() {
                if (left.get() > 0 || wrong.get() > 0) {
                    throw new BenchFailure(String.format(
                            Locale.ROOT, "OpenBLAS left %d products and got %d wrong", left.get(), wrong.get()));
                }
            }

            @Override
            public void close() {}
        };
    }
}
