package io.evenkeel.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings as a file that a shell can source: {@code export NAME='value'}. */
final class EnvFile {
    private EnvFile() {}

    /** The settings of a file; none where there is no file. */
    static Map<String, String> read(Path file) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (Files.exists(file)) {
            try {
                for (String line : Files.readAllLines(file)) {
                    int equals = line.indexOf('=');
                    if (line.startsWith("export ") && equals > 0) {
                        settings.put(
                                line.substring("export ".length(), equals),
                                line.substring(equals + 1)
                                        .replaceAll("^'|'$", "")
                                        .replace("'\\''", "'"));
                    }
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read " + file, unreadable);
            }
        }
        return settings;
    }

    /** Writes the settings, replacing the file. */
    static void write(Path file, Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((name, value) -> text.append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + file, unwritable);
        }
    }
}
