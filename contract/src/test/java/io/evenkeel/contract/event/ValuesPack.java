package io.evenkeel.contract.event;

import io.evenkeel.contract.catalogue.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The pack of every logical type, as a file: packs are read from files, tests from a jar. */
public final class ValuesPack {
    private static final String RESOURCE = "/io/evenkeel/packs/values.yaml";

    private ValuesPack() {}

    /** A copy of the pack, deleted when the JVM ends. */
    public static Path file() {
        try (InputStream pack = ValuesPack.class.getResourceAsStream(RESOURCE)) {
            Path copy = Files.createTempFile("values", ".yaml");
            copy.toFile().deleteOnExit();
            Files.write(copy, Objects.requireNonNull(pack, RESOURCE).readAllBytes());
            return copy;
        } catch (IOException failed) {
            throw new UncheckedIOException("copying " + RESOURCE, failed);
        }
    }

    /** The pack alone. */
    public static Catalogue catalogue() {
        return Catalogue.load(List.of(file()));
    }

    /** The pack beside all that ship. */
    public static Catalogue besideTheShipped() {
        return Catalogue.load(List.of(Path.of("documents"), Path.of("reasoning"), Path.of("chat"), file()));
    }
}
