package io.evenkeel.parity.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jboss.logging.Logger;

/** Keeps sweeps in a file, so that they go on after a restart. Used by one thread at a time. */
final class SweepFile {
    private static final Logger LOG = Logger.getLogger(SweepFile.class);
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Path path;

    SweepFile(Path path) {
        this.path = path;
    }

    /** What was kept, oldest first; nothing where nothing was, or nothing that can be read. */
    List<KeptSweep> read() {
        try {
            return JSON.readValue(Files.readAllBytes(path), new TypeReference<>() {});
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (JsonProcessingException damaged) {
            LOG.warnf("%s is damaged; a sweep that was under way has to be asked for again", path);
            return List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + path, failed);
        }
    }

    /** Replaces it as a whole. */
    void write(List<KeptSweep> sweeps) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.write(next, JSON.writeValueAsBytes(sweeps));
            try (FileChannel written = FileChannel.open(next, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + path, failed);
        }
    }
}
