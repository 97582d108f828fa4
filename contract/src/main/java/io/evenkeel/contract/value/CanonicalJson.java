package io.evenkeel.contract.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The one text of a JSON value: what Postgres prints for {@code jsonb}. Keys are ordered by their length in UTF-8 bytes,
 * then by those bytes; {@code ", "} and {@code ": "} separate; strings are escaped as by Postgres' {@code escape_json};
 * numbers are plain decimals. Beyond Postgres, which keeps them, trailing zeros of fractions are stripped.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /**
     * The canonical text of a value that {@link JsonDomain} accepts; of others, what Postgres would print if it took
     * them.
     */
    public static String write(JsonNode json) {
        StringBuilder out = new StringBuilder();
        append(json, out);
        return out.toString();
    }

    /** The canonical text of a JSON text; empty when it is not JSON, or not within the value domain. */
    public static Optional<String> canonicalise(String text) {
        if (StrictJson.parse(text, "") instanceof StrictJson.Result.Parsed parsed
                && JsonDomain.problem(parsed.json(), "").isEmpty()) {
            return Optional.of(write(parsed.json()));
        }
        return Optional.empty();
    }

    /**
     * Whether the text can be seen, quickly, to be as {@link #canonicalise} leaves it; then the value domain is not looked at.
     * Of texts that are canonical a few are not recognised.
     */
    public static boolean recognises(byte[] utf8) {
        return CanonicalScan.recognises(utf8);
    }

    /**
     * Reads canonical text back, with exact numbers.
     *
     * @throws IllegalArgumentException when the text is not JSON
     */
    public static JsonNode parse(String canonical) {
        return switch (StrictJson.parse(canonical, "")) {
            case StrictJson.Result.Parsed parsed -> parsed.json();
            case StrictJson.Result.Refused refused ->
                throw new IllegalArgumentException(
                        "not canonical JSON: " + refused.problem().detail());
        };
    }

    private static void append(JsonNode json, StringBuilder out) {
        switch (json.getNodeType()) {
            case OBJECT -> object(json, out);
            case ARRAY -> array(json, out);
            case STRING -> quoted(json.textValue(), out);
            case NUMBER -> out.append(Decimals.plain(json.decimalValue()));
            case BOOLEAN -> out.append(json.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not a JSON value: " + json.getNodeType());
        }
    }

    private static void object(JsonNode object, StringBuilder out) {
        record Key(byte[] bytes, String name) {}
        List<Key> keys = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(name -> keys.add(new Key(name.getBytes(StandardCharsets.UTF_8), name)));
        keys.sort((left, right) -> left.bytes.length != right.bytes.length
                ? Integer.compare(left.bytes.length, right.bytes.length)
                : Arrays.compareUnsigned(left.bytes, right.bytes));
        out.append('{');
        String separator = "";
        for (Key key : keys) {
            out.append(separator);
            quoted(key.name, out);
            out.append(": ");
            append(object.path(key.name), out);
            separator = ", ";
        }
        out.append('}');
    }

    private static void array(JsonNode array, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (JsonNode element : array) {
            out.append(separator);
            append(element, out);
            separator = ", ";
        }
        out.append(']');
    }

    private static void quoted(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
