package io.evenkeel.contract.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads catalogue files and puts them together. */
final class CatalogueReader {
    static final List<String> SHIPPED = List.of("documents", "reasoning", "chat");

    private CatalogueReader() {}

    static Catalogue shipped() {
        return load(SHIPPED.stream().map(Path::of).toList());
    }

    static Catalogue load(List<Path> packs) {
        Map<String, String> files = new LinkedHashMap<>();
        for (Path pack : packs) {
            boolean ours = SHIPPED.contains(pack.toString());
            String file = ours ? pack + ".yaml" : pack.toString();
            files.put(file, ours ? resource(file) : text(pack));
        }
        return read(files);
    }

    /** Reads packs from their texts, by file name. */
    static Catalogue read(Map<String, String> files) {
        PackLinks links = new PackLinks();
        files.forEach((file, yaml) -> PackParser.parse(file, yaml).forEach(entity -> links.add(file, entity)));
        return new Catalogue(links.checked());
    }

    private static String resource(String file) {
        try (InputStream stream = CatalogueReader.class.getResourceAsStream("/io/evenkeel/packs/" + file)) {
            if (stream == null) {
                throw new IllegalStateException("the pack " + file + " is missing from the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new Place(file.toString(), null, null)
                    .refuse(
                            "the file cannot be read (" + unreadable + ")",
                            "name a catalogue file, or one of the shipped packs " + SHIPPED);
        }
    }
}
