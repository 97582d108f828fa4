package io.evenkeel.parity.repair;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.evenkeel.contract.control.Backend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Remembers repairs, one JSON document a line: unlike the ledger beside it, this cannot be had again from the log.
 * Thread-safe.
 */
final class RepairFile {
    private static final Logger LOG = Logger.getLogger(RepairFile.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final Path path;

    RepairFile(Path path) {
        this.path = path;
    }

    /** Adds what was done; rows that were equal already are not worth remembering. */
    synchronized void append(Instant at, String by, Collection<Repaired> results) {
        StringBuilder lines = new StringBuilder();
        for (Repaired result : results) {
            Backend store = result.store();
            if (store != null) {
                lines.append(line(new RepairRecord(
                                at,
                                by,
                                result.key().entity(),
                                result.key().workspace(),
                                result.key().key(),
                                store.label(),
                                result.action().label(),
                                result.outcome().label(),
                                result.code(),
                                result.message())))
                        .append('\n');
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        try {
            // What a crash has torn ends before what comes next.
            Files.writeString(
                    path,
                    (endsALine() ? "" : "\n") + lines,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + path, failed);
        }
    }

    /** The last of them, newest first. */
    synchronized List<RepairRecord> last(int limit) {
        Deque<RepairRecord> last = new ArrayDeque<>();
        try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line, last);
                if (last.size() > limit) {
                    last.removeLast();
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + path, failed);
        }
        return List.copyOf(last);
    }

    private void read(String line, Deque<RepairRecord> newestFirst) {
        if (line.isEmpty()) {
            return;
        }
        try {
            newestFirst.addFirst(JSON.readValue(line, RepairRecord.class));
        } catch (JsonProcessingException torn) {
            LOG.warnf("%s has a line that was not written to its end; it is passed over", path);
        }
    }

    private boolean endsALine() throws IOException {
        if (Files.notExists(path)) {
            return true;
        }
        try (SeekableByteChannel file = Files.newByteChannel(path, StandardOpenOption.READ)) {
            if (file.size() == 0) {
                return true;
            }
            ByteBuffer last = ByteBuffer.allocate(1);
            file.position(file.size() - 1).read(last);
            return last.get(0) == '\n';
        }
    }

    private static String line(RepairRecord document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
