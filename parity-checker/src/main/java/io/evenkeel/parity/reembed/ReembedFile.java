package io.evenkeel.parity.reembed;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps the last rebuild in a file, so that it goes on after a restart. Used by one thread at a time. */
final class ReembedFile {
    private static final Logger LOG = Logger.getLogger(ReembedFile.class);
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Path path;

    ReembedFile(Path path) {
        this.path = path;
    }

    /** What was kept; empty where nothing was, or nothing that can be read. */
    Optional<Reembed> read() {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(path), Reembed.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JsonProcessingException damaged) {
            LOG.warnf("%s is damaged; a rebuild of vectors that was under way has to be asked for again", path);
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + path, failed);
        }
    }

    /** Replaces it as a whole. */
    void write(Reembed reembed) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.write(next, JSON.writeValueAsBytes(reembed));
            try (FileChannel written = FileChannel.open(next, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + path, failed);
        }
    }
}
