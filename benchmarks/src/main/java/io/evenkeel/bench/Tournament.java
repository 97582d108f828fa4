package io.evenkeel.bench;

import io.evenkeel.bench.Results.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs contests in interleaved rounds: each round everyone does the work once, and the next round begins with another, so
 * that a slow minute of the machine and the place in the order hit all alike.
 */
public final class Tournament {
    private static final int WARM_UPS = 2;
    private static final int MOST_WARM_UPS = 12;

    /** So much of a trial's time may be spent on compiling, by all compiler threads, when everyone is warm. */
    private static final double COMPILING = 0.1;

    private final int rounds;
    private final boolean warmUp;
    private final Consumer<String> progress;

    /**
     * @param rounds how many rounds count
     * @param warmUp whether every variant first runs {@value #WARM_UPS} times without counting, and then the fastest until
     *     little is left to be compiled, at most {@value #MOST_WARM_UPS} times: measured is what has run for long
     * @param progress gets a line a trial
     */
    public Tournament(int rounds, boolean warmUp, Consumer<String> progress) {
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    /**
     * Runs a contest.
     *
     * @throws BenchFailure when a contender did not do its work
     */
    public Results run(Contest contest) throws Exception {
        List<Contender> field = new ArrayList<>();
        for (Entry entry : contest.entries()) {
            field.add(warmUp ? fastest(contest, entry) : entry.variants().getFirst());
        }
        if (warmUp) {
            for (Contender contender : field) {
                warm(contest, contender);
            }
        }
        List<List<Speed>> speeds = new ArrayList<>();
        field.forEach(contender -> speeds.add(new ArrayList<>()));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < field.size(); i++) {
            order.add(i);
        }
        for (int round = 1; round <= rounds; round++) {
            for (int i : order) {
                speeds.get(i).add(trial(contest, field.get(i), "round " + round + " of " + rounds));
            }
            Collections.rotate(order, 1);
        }
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < field.size(); i++) {
            standings.add(new Standing(
                    contest.entries().get(i).name(),
                    field.get(i).name(),
                    new Samples(speeds.get(i).stream().map(Speed::perSecond).toList()),
                    perCpuSecond(speeds.get(i))));
        }
        return new Results(contest, standings);
    }

    /**
     * What a trial came to.
     *
     * @param perSecond units
     * @param perCpuSecond units; 0 where that is not measured
     * @param compiling how long it was compiled, as a share of its time
     */
    private record Speed(double perSecond, double perCpuSecond, double compiling) {}

    private static @Nullable Samples perCpuSecond(List<Speed> speeds) {
        return speeds.stream().allMatch(speed -> speed.perCpuSecond() > 0)
                ? new Samples(speeds.stream().map(Speed::perCpuSecond).toList())
                : null;
    }

    private Contender fastest(Contest contest, Entry entry) throws Exception {
        Contender fastest = entry.variants().getFirst();
        double best = 0;
        for (int i = 0; i < WARM_UPS; i++) {
            for (Contender variant : entry.variants()) {
                double speed = trial(contest, variant, "warm-up").perSecond();
                if (i == WARM_UPS - 1 && speed > best) {
                    best = speed;
                    fastest = variant;
                }
            }
        }
        return fastest;
    }

    private void warm(Contest contest, Contender contender) throws Exception {
        for (int i = WARM_UPS; i < MOST_WARM_UPS; i++) {
            if (trial(contest, contender, "warm-up").compiling() < COMPILING) {
                return;
            }
        }
    }

    private Speed trial(Contest contest, Contender contender, String round) throws Exception {
        try (Trial trial = contender.prepare()) {
            System.gc();
            Duration compiledBefore = trial.compiled();
            Duration took = trial.run();
            Duration compiled = trial.compiled().minus(compiledBefore);
            trial.check();
            Duration cpu = trial.cpu();
            Speed speed = new Speed(
                    contest.units() / (took.toNanos() / 1e9),
                    cpu == null ? 0 : contest.units() / (cpu.toNanos() / 1e9),
                    (double) compiled.toNanos() / took.toNanos());
            progress.accept(String.format(
                    Locale.ROOT, "%s, %s: %s %,.0f/s", contest.name(), round, contender.name(), speed.perSecond()));
            return speed;
        }
    }
}
