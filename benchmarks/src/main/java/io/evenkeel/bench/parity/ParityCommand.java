package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.bench.Report;
import io.evenkeel.bench.Tournament;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count; default ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--link",
            description = "Measure also with Postgres behind 20 ms and 100 Mbit/s, as a proxy has it.")
    private boolean link;

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
            ParityContests contests = new ParityContests(servers, seed, pairs, link, tournament);
            contests.run();
            Report report = new Report("parity", setting(), "pairs", contests.results(), contests.limits());
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
        setting.put("pairs", Integer.toString(pairs));
        setting.put("rounds", Integer.toString(rounds));
        setting.put("seed", Long.toString(seed));
        setting.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        setting.put("java", Runtime.version().toString());
        return setting;
    }
}
