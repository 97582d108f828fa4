package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Report;
import io.evenkeel.bench.RunOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench parity}. */
@Command(
        name = "parity",
        mixinStandardHelpOptions = true,
        description =
                "Measures a sweep of all content beside a plain checker that fetches every row, and beside sha256 of the"
                        + " same columns in Postgres alone: rows of 2.6 KB with one vector, then of 1 KB without,"
                        + " interleaved rounds, every result checked.")
public final class ParityCommand implements Callable<Integer> {
    @Option(names = "--pairs", defaultValue = "100000", description = "Rows in each store; default ${DEFAULT-VALUE}.")
    private int pairs = 100_000;

    @Option(
            names = "--link",
            description = "Measure also with Postgres behind 20 ms and 100 Mbit/s, as a proxy has it.")
    private boolean link;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        try (BenchServers servers = BenchServers.onDisk()) {
            ParityContests contests = new ParityContests(servers, options.seed(), pairs, link, options.tournament());
            contests.run();
            options.print(new Report(
                    "parity", options.setting("pairs", pairs), "pairs", contests.results(), contests.limits()));
        }
        return 0;
    }
}
