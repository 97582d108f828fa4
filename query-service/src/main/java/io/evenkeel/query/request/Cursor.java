package io.evenkeel.query.request;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where the next page of a list begins: opaque to clients, bound to the entity it was given out for. */
public final class Cursor {
    private static final char SEPARATOR = '\n';

    private Cursor() {}

    /** The cursor beyond a key. */
    public static String after(String entity, String key) {
        byte[] text = (entity + SEPARATOR + key).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /**
     * The key that the next page begins beyond.
     *
     * @throws InvalidRequestException when it is not a cursor of that entity
     */
    public static String key(String entity, String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(entity + SEPARATOR)) {
                return text.substring(entity.length() + 1);
            }
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw InvalidRequestException.parameter(
                "cursor", "it was not given out by a list of " + entity + "; write what stood in 'next', as it was");
    }
}
