package io.evenkeel.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Stored text as bytes, also when it is no UTF-8. Such text is written as a noncharacter and the bytes in hex, so that a
 * key which no application could have sent can still be named, looked up and scanned past.
 */
final class RawText {
    private static final String NOT_UTF8 = "\uFFFEnot-utf8:";

    private RawText() {}

    static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException invalid) {
            return NOT_UTF8 + HexFormat.of().formatHex(bytes);
        }
    }

    static byte[] encode(String text) {
        return text.startsWith(NOT_UTF8)
                ? HexFormat.of().parseHex(text, NOT_UTF8.length(), text.length())
                : text.getBytes(StandardCharsets.UTF_8);
    }
}
