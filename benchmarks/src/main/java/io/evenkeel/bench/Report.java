package io.evenkeel.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.bench.Results.Standing;
import io.evenkeel.bench.Results.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run's results, for people and for programs.
 *
 * @param benchmark its name
 * @param setting what somebody needs to know to run it again, in order
 * @param unit what is counted a second
 * @param results the contests
 * @param limits numbers that are to stay below another
 */
public record Report(
        String benchmark, Map<String, String> setting, String unit, List<Results> results, List<Limit> limits) {

    /**
     * A number that was measured beside the contests.
     *
     * @param name what it is
     * @param value what was measured
     * @param unit of both numbers
     * @param most what it may be
     */
    public record Limit(String name, long value, String unit, long most) {

        /** Whether it stays within the limit. */
        public boolean held() {
            return value <= most;
        }
    }

    /** A report of contests alone. */
    public Report(String benchmark, Map<String, String> setting, String unit, List<Results> results) {
        this(benchmark, setting, unit, results, List.of());
    }

    /** Lines for a terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        setting.forEach((name, value) -> lines.add(name + ": " + value));
        for (Results result : results) {
            Contest contest = result.contest();
            lines.add("");
            lines.add(line("%s (%,d %s; %s/s)", contest.name(), contest.units(), unit, unit));
            for (Standing standing : result.standings()) {
                Samples speed = standing.perSecond();
                lines.add(line(
                        "  %-44s %,9.0f  (%,.0f to %,.0f)%s",
                        standing.contender(), speed.median(), speed.least(), speed.most(), perCpuSecond(standing)));
            }
            for (Verdict verdict : result.verdicts()) {
                Samples ratio = verdict.ratio();
                lines.add(line(
                        "  %-4s %s is %.2f x %s%s (%.2f to %.2f), target %.2f",
                        verdict.held() ? "held" : "MISS",
                        verdict.claim().subject(),
                        ratio.median(),
                        verdict.claim().reference(),
                        verdict.claim().clock() == Claim.Clock.CPU ? " in CPU seconds" : "",
                        ratio.least(),
                        ratio.most(),
                        verdict.claim().target()));
            }
        }
        for (Limit limit : limits) {
            lines.add("");
            lines.add(line(
                    "%-4s %s: %,d %s, at most %,d",
                    limit.held() ? "held" : "MISS", limit.name(), limit.value(), limit.unit(), limit.most()));
        }
        return lines;
    }

    private static String perCpuSecond(Standing standing) {
        Samples speed = standing.perCpuSecond();
        return speed == null ? "" : line("; %,.0f per CPU second", speed.median());
    }

    /**
     * One document: {@code benchmark}, {@code setting}, {@code contests[]} with {@code results[]} and {@code claims[]},
     * and {@code limits[]}.
     */
    public ObjectNode json() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("benchmark", benchmark);
        ObjectNode settings = document.putObject("setting");
        setting.forEach(settings::put);
        document.put("unit", unit);
        ArrayNode contests = document.putArray("contests");
        for (Results result : results) {
            ObjectNode contest = contests.addObject();
            contest.put("name", result.contest().name());
            contest.put("units", result.contest().units());
            ArrayNode speeds = contest.putArray("results");
            for (Standing standing : result.standings()) {
                ObjectNode speed = speeds.addObject();
                speed.put("entry", standing.entry());
                speed.put("contender", standing.contender());
                put(speed, standing.perSecond());
                Samples cpu = standing.perCpuSecond();
                if (cpu != null) {
                    put(speed.putObject("perCpuSecond"), cpu);
                }
            }
            ArrayNode claims = contest.putArray("claims");
            for (Verdict verdict : result.verdicts()) {
                ObjectNode claim = claims.addObject();
                claim.put("subject", verdict.claim().subject());
                claim.put("reference", verdict.claim().reference());
                claim.put("target", verdict.claim().target());
                claim.put("clock", verdict.claim().clock().name().toLowerCase(Locale.ROOT));
                put(claim, verdict.ratio());
                claim.put("held", verdict.held());
            }
        }
        ArrayNode measured = document.putArray("limits");
        for (Limit limit : limits) {
            measured.addObject()
                    .put("name", limit.name())
                    .put("value", limit.value())
                    .put("unit", limit.unit())
                    .put("most", limit.most())
                    .put("held", limit.held());
        }
        return document;
    }

    private static void put(ObjectNode into, Samples samples) {
        into.put("median", samples.median());
        into.put("least", samples.least());
        into.put("most", samples.most());
        ArrayNode values = into.putArray("samples");
        samples.values().forEach(values::add);
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
