package io.evenkeel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What a server has printed since it was started. */
final class ServerLog {
    private static final int LINES_IN_MESSAGES = 15;

    private static final List<String> PASSING_TROUBLES = List.of(
            "Address already in use",
            "pre-existing shared memory block",
            "lock file \"postmaster.pid\" already exists");

    private ServerLog() {}

    static long size(Path log) {
        try {
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log, e);
        }
    }

    static String since(Path log, long position) {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(position);
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log, e);
        }
    }

    /** Whether a server that ended with this output may well start the next time. */
    static boolean saysTryAgain(String output) {
        return PASSING_TROUBLES.stream().anyMatch(output::contains);
    }

    /** The last lines, for a message. */
    static String end(String output) {
        List<String> lines = output.lines().toList();
        return lines.stream()
                .skip(Math.max(0, lines.size() - LINES_IN_MESSAGES))
                .collect(Collectors.joining("\n"));
    }
}
