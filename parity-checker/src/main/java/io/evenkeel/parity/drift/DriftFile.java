package io.evenkeel.parity.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.value.RowKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Keeps what was found by watching in a file beside the ledger. Used by one thread at a time. */
final class DriftFile {
    private static final Logger LOG = Logger.getLogger(DriftFile.class);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final Path path;

    DriftFile(Path path) {
        this.path = path;
    }

    /**
     * What is kept.
     *
     * @param places by store, up to where its own log was watched
     */
    record Kept(List<KeptRow> rows, List<Gap> gaps, Map<Backend, String> places) {
        static final Kept NOTHING = new Kept(List.of(), List.of(), Map.of());

        static Kept of(Collection<DriftedRow> rows, List<Gap> gaps, Map<Backend, String> places) {
            return new Kept(rows.stream().map(KeptRow::of).toList(), List.copyOf(gaps), Map.copyOf(places));
        }
    }

    /** A row; the policy is not kept, since it may be another by then. */
    record KeptRow(RowKey key, Sighting sighting, Instant foundAt) {
        static KeptRow of(DriftedRow row) {
            return new KeptRow(row.key(), row.sighting(), row.foundAt());
        }

        DriftedRow row(DriftPolicies policies) {
            return new DriftedRow(key, sighting, policies.of(key.entity()), foundAt);
        }
    }

    /** What was kept; nothing where nothing was, or nothing that can be read. */
    Kept read() {
        try {
            return JSON.readValue(Files.readAllBytes(path), Kept.class);
        } catch (NoSuchFileException none) {
            return Kept.NOTHING;
        } catch (JsonProcessingException damaged) {
            LOG.warnf("%s is damaged; of open mismatches it is not known any more which were found by watching", path);
            return Kept.NOTHING;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + path, failed);
        }
    }

    /** Replaces it as a whole. */
    void write(Kept kept) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.write(next, JSON.writeValueAsBytes(kept));
            try (FileChannel written = FileChannel.open(next, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + path, failed);
        }
    }
}
