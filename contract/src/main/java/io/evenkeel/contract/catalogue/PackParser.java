package io.evenkeel.contract.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** Reads one catalogue file. */
final class PackParser {
    static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private PackParser() {}

    /** The entities of a file, in its order, each checked by itself. */
    static List<Entity> parse(String fileName, String yaml) {
        Place place = new Place(fileName, null, null);
        PackFile file = read(place, yaml);
        if (file.pack() == null) {
            throw place.refuse("the pack has no name", "write pack: with one");
        }
        Names.check(place, "pack", file.pack());
        LinkedHashMap<String, PackFile.EntityFile> declared = file.entities();
        if (declared == null || declared.isEmpty()) {
            throw place.refuse("there is no entity in it", "write entities: with at least one");
        }
        List<Entity> entities = new ArrayList<>();
        String pack = file.pack();
        declared.forEach((name, entity) -> entities.add(EntityReader.read(place, pack, name, entity)));
        return entities;
    }

    /** What Jackson found wrong, said in the catalogue's terms. */
    static InvalidCatalogueException explain(Place place, JsonProcessingException malformed) {
        if (malformed instanceof UnrecognizedPropertyException unknown) {
            return at(place, unknown)
                    .refuse(
                            "there is no property '" + unknown.getPropertyName() + "'",
                            "write one of "
                                    + Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of()).stream()
                                            .map(Object::toString)
                                            .sorted()
                                            .toList());
        }
        Place where = malformed instanceof JsonMappingException mapping ? at(place, mapping) : place;
        var location = malformed.getLocation();
        String line = location == null || location.getLineNr() < 1 ? "" : " in line " + location.getLineNr();
        return where.refuse(
                "it cannot be read" + line + ": "
                        + malformed.getOriginalMessage().lines().findFirst().orElse(""),
                "compare it with the packs that ship with Evenkeel (inside braces, a type with ? is in quotes)");
    }

    private static PackFile read(Place place, String yaml) {
        try {
            PackFile file = YAML.readValue(yaml, PackFile.class);
            if (file == null) {
                throw place.refuse("the file is empty", "write pack: and entities:");
            }
            return file;
        } catch (JsonProcessingException malformed) {
            throw explain(place, malformed);
        }
    }

    private static Place at(Place place, JsonMappingException malformed) {
        List<String> path = malformed.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .toList();
        return path.size() > 1 && "entities".equals(path.get(0)) ? place.entity(path.get(1)) : place;
    }
}
