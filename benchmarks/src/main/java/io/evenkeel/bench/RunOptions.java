package io.evenkeel.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands have in common whose rows are made from a seed. */
public final class RunOptions {
    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count; default ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "What the rows are made from; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON document on standard output and nothing else there.")
    private boolean json;

    /** What the rows are made from. */
    public long seed() {
        return seed;
    }

    /** Interleaved rounds, with a line a trial on standard error. */
    public Tournament tournament() {
        return new Tournament(rounds, true, System.err::println);
    }

    /** What somebody needs to know to run it again; the number of units comes first. */
    public Map<String, String> setting(String units, int count) {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put(units, Integer.toString(count));
        setting.put("rounds", Integer.toString(rounds));
        setting.put("seed", Long.toString(seed));
        setting.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        setting.put("java", Runtime.version().toString());
        return setting;
    }

    /** Prints a report as it was asked for. */
    public void print(Report report) {
        if (json) {
            System.out.println(report.json().toPrettyString());
        } else {
            report.lines().forEach(System.out::println);
        }
    }
}
