package io.evenkeel.parity.search;

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

/**
 * Keeps comparisons that have ended in a file, so that a restart does not forget them. They are of one log, and
 * forgotten when it is made anew. Used by one thread at a time.
 */
final class SearchFile {
    private static final Logger LOG = Logger.getLogger(SearchFile.class);
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Path path;
    private final long epoch;

    /**
     * That file.
     *
     * @param epoch the log's
     */
    SearchFile(Path path, long epoch) {
        this.path = path;
        this.epoch = epoch;
    }

    private record Kept(long epoch, List<SearchReport> searches) {}

    /** What was kept, oldest first; nothing where nothing was, or nothing that can be read, or of another log. */
    List<SearchReport> read() {
        try {
            Kept kept = JSON.readValue(Files.readAllBytes(path), new TypeReference<>() {});
            return kept.epoch() == epoch ? kept.searches() : List.of();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (JsonProcessingException damaged) {
            LOG.warnf("%s is damaged; comparisons of searches before this start are forgotten", path);
            return List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + path, failed);
        }
    }

    /** Replaces it as a whole. */
    void write(List<SearchReport> searches) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.write(next, JSON.writeValueAsBytes(new Kept(epoch, searches)));
            try (FileChannel written = FileChannel.open(next, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + path, failed);
        }
    }
}
