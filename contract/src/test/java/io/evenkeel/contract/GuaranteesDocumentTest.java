package io.evenkeel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.event.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/guarantees.md} to the tests that there are: those it names exist, and every trap stands in it. */
class GuaranteesDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern ROW_OF_TRAPS = Pattern.compile("\\| [^|]+ \\| `([a-z0-9-]+)` \\| (`[A-Z].*`) \\|");

    @Test
    void everyTestThatItNamesExists() throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = NAMED_TEST
                .matcher(document())
                .results()
                .filter(test -> !Pattern.compile("void " + test.group(2) + "\\(")
                        .matcher(sources.getOrDefault(test.group(1), ""))
                        .find())
                .map(test -> test.group(1) + "#" + test.group(2))
                .toList();
        assertThat(missing).as("named in docs/guarantees.md, but not there").isEmpty();
        assertThat(NAMED_TEST.matcher(document()).results().count()).isGreaterThan(40);
    }

    @Test
    void everyTrapStandsInTheRowOfItsProblem() throws IOException {
        Map<String, String> rows = new HashMap<>();
        document().lines().forEach(line -> {
            var row = ROW_OF_TRAPS.matcher(line);
            if (row.matches()) {
                for (String trap : row.group(2).replace("`", "").split(", ", -1)) {
                    assertThat(rows.put(trap, row.group(1)))
                            .as("%s stands there twice", trap)
                            .isNull();
                }
            }
        });
        Map<String, String> expected = new HashMap<>();
        for (Trap trap : Trap.values()) {
            expected.put(trap.name(), trap.code().slug());
        }
        assertThat(rows).isEqualTo(expected);
    }

    /** The tests of all modules, by the simple name of their class. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                            .toList()) {
                        sources.merge(
                                file.getFileName().toString().replace(".java", ""),
                                Files.readString(file),
                                String::concat);
                    }
                }
            }
        }
        return sources;
    }

    private static String document() throws IOException {
        return Files.readString(ROOT.resolve("docs/guarantees.md"));
    }
}
