package io.evenkeel.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a JSON array that may be long: kept in memory up to a mebibyte, then in a temporary file. An answer
 * begins with its status and the number of rejects, so all of it has to be known before its first byte.
 */
final class Spool implements AutoCloseable {
    private static final int MAX_IN_MEMORY = 1 << 20;

    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private long size;

    void add(ObjectNode element) throws IOException {
        if (size > 0) {
            memory.write(',');
        }
        memory.writeBytes(element.toString().getBytes(StandardCharsets.UTF_8));
        size++;
        if (memory.size() > MAX_IN_MEMORY) {
            if (out == null) {
                file = Files.createTempFile("evenkeel-ingest-", ".json");
                out = Files.newOutputStream(file);
            }
            memory.writeTo(out);
            memory.reset();
        }
    }

    /** The number of elements. */
    long size() {
        return size;
    }

    /** Writes the array's elements, without brackets. */
    void writeTo(OutputStream answer) throws IOException {
        if (out != null && file != null) {
            out.flush();
            Files.copy(file, answer);
        }
        memory.writeTo(answer);
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
