package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Report;
import io.evenkeel.bench.RunOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench tail}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description =
                "Measures tail verification: alone, beside the slower writer; and the parity lag while both writers and"
                        + " the checker follow a log to which rows with vectors are appended at 200 and at 2,000 a second.")
public final class TailCommand implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "21000", description = "Rows to verify alone; default ${DEFAULT-VALUE}.")
    private int rows = 21_000;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "How long rows are appended at each pace; default ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        try (BenchServers servers = BenchServers.onDisk()) {
            TailContests contests =
                    new TailContests(servers, options.seed(), rows, Duration.ofSeconds(seconds), options.tournament());
            contests.run();
            options.print(
                    new Report("tail", options.setting("rows", rows), "rows", contests.results(), contests.limits()));
        }
        return 0;
    }
}
