package io.evenkeel.bench.writers;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Report;
import io.evenkeel.bench.Tournament;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count; default ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--only", description = "Measure only sqlite, supabase, or debezium.")
    private @Nullable Only only;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "What the rows are made from; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON document on standard output and nothing else there.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (BenchServers servers = BenchServers.onDisk()) {
            Tournament tournament = new Tournament(rounds, true, System.err::println);
            WriterContests contests = new WriterContests(servers, seed, rows, only, tournament);
            Report report = new Report("writers", setting(), "rows", contests.run());
            if (json) {
                System.out.println(report.json().toPrettyString());
            } else {
                report.lines().forEach(System.out::println);
            }
        }
        return 0;
    }

    private Map<String, String> setting() {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put("rows", Integer.toString(rows));
        setting.put("rounds", Integer.toString(rounds));
        setting.put("seed", Long.toString(seed));
        setting.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        setting.put("java", Runtime.version().toString());
        return setting;
    }
}
