package io.evenkeel.bench.writers;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Report;
import io.evenkeel.bench.RunOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench writers}. */
@Command(
        name = "writers",
        mixinStandardHelpOptions = true,
        description =
                "Measures sqlite-writer and supabase-writer beside plain upserts, COPY and the Debezium JDBC sink:"
                        + " rows of 2.6 KB with one vector, durable commits, interleaved rounds, every result checked.")
public final class WritersCommand implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "20000", description = "Rows a trial; default ${DEFAULT-VALUE}.")
    private int rows = 20_000;

    @Option(names = "--only", description = "Measure only sqlite, supabase, or debezium.")
    private @Nullable Only only;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        try (BenchServers servers = BenchServers.onDisk()) {
            WriterContests contests = new WriterContests(servers, options.seed(), rows, only, options.tournament());
            options.print(new Report("writers", options.setting("rows", rows), "rows", contests.run()));
        }
        return 0;
    }
}
