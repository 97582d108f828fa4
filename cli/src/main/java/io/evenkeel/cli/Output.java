package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where a command writes: results to standard output, progress to standard error. */
final class Output {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+([.][0-9]+)?");

    @Option(names = "--json", description = "Print one JSON document on standard output and nothing else there.")
    private boolean json;

    private final PrintStream results = System.out;
    private final PrintStream progress = System.err;

    boolean json() {
        return json;
    }

    /** The one document of {@code --json}. */
    void document(JsonNode document) {
        results.println(Json.print(document));
    }

    /** A line of the result; nothing with {@code --json}. */
    void line(String format, Object... arguments) {
        if (!json) {
            results.println(arguments.length == 0 ? format : String.format(format, arguments));
        }
    }

    /** A line of progress. */
    void step(String format, Object... arguments) {
        progress.println(arguments.length == 0 ? format : String.format(format, arguments));
    }

    /** Rows under their headings, columns as wide as they need to be. */
    void table(List<String> headings, List<List<String>> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(headings);
        lines.addAll(rows);
        int[] widths = new int[headings.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                String cell = line.get(i);
                boolean number = NUMBER.matcher(cell).matches();
                String pad = " ".repeat(widths[i] - cell.length());
                text.append(i == 0 ? "" : "  ").append(number ? pad + cell : cell + pad);
            }
            line(text.toString().stripTrailing());
        }
    }
}
