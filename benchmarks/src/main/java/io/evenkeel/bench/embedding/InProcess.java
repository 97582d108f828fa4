package io.evenkeel.bench.embedding;

import com.sun.management.OperatingSystemMXBean;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.value.Vector;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An engine in this process, given all texts in one call, or each in a call of its own. */
record InProcess(String name, Engine engine, Work work, Calls calls) implements Contender {

    /** Whatever makes vectors of texts. */
    @FunctionalInterface
    interface Engine {
        List<Vector> embed(List<String> texts) throws Exception;
    }

    /** How the texts arrive. */
    enum Calls {
        /** All at once; timed from the first to the last. */
        TOGETHER,
        /** One after another; timed is the middle one of the calls, as often as there are texts. */
        ONE_BY_ONE
    }

    static InProcess together(String name, Engine engine, Work work) {
        return new InProcess(name, engine, work, Calls.TOGETHER);
    }

    static InProcess oneByOne(String name, Engine engine, Work work) {
        return new InProcess(name, engine, work, Calls.ONE_BY_ONE);
    }

    @Override
    public Trial prepare() {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Trial() {
            private final List<Vector> made = new ArrayList<>();
            private Duration cpu = Duration.ZERO;

            @Override
            public Duration run() throws Exception {
                long before = process.getProcessCpuTime();
                long[] nanos =
                        new long[calls == Calls.TOGETHER ? 1 : work.texts().size()];
                for (int call = 0; call < nanos.length; call++) {
                    List<String> texts = calls == Calls.TOGETHER
                            ? work.texts()
                            : List.of(work.texts().get(call));
                    long start = System.nanoTime();
                    made.addAll(engine.embed(texts));
                    nanos[call] = System.nanoTime() - start;
                }
                cpu = Duration.ofNanos(process.getProcessCpuTime() - before);
                Arrays.sort(nanos);
                return Duration.ofNanos(nanos[nanos.length / 2]).multipliedBy(nanos.length);
            }

            @Override
            public Duration cpu() {
                return cpu;
            }

            @Override
            public void check() {
                work.check(name, made);
            }

            @Override
            public void close() {}
        };
    }
}
