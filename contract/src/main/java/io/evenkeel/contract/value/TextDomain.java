package io.evenkeel.contract.value;

import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/** Which texts, and which keys, both stores hold. */
public final class TextDomain {
    /** The longest key, in UTF-8 bytes. */
    public static final int MAX_KEY_BYTES = 512;

    private TextDomain() {}

    /** What is wrong with a text, wherever it is stored: U+0000 and lone surrogates. */
    public static Optional<Problem> problem(String text, String pointer) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return Optional.of(ProblemCode.NUL_CHARACTER.at(
                        pointer, "Character " + i + " is U+0000, which Postgres cannot store; remove it."));
            }
            if (Character.isSurrogate(c)) {
                if (Character.getType(text.codePointAt(i)) == Character.SURROGATE) {
                    return Optional.of(ProblemCode.LONE_SURROGATE.at(
                            pointer, "Character " + i + " is half of a surrogate pair; send both halves or neither."));
                }
                i++;
            }
        }
        return Optional.empty();
    }

    /** What is wrong with a key: as of any text, and it is not empty, in NFC, and at most 512 bytes long. */
    public static Optional<Problem> keyProblem(String key, String pointer) {
        if (key.isEmpty()) {
            return Optional.of(
                    ProblemCode.EMPTY_KEY.at(pointer, "A key has at least one character, this one none; send one."));
        }
        Optional<Problem> found = problem(key, pointer);
        if (found.isPresent()) {
            return found;
        }
        int bytes = bytes(key);
        if (bytes > MAX_KEY_BYTES) {
            return Optional.of(ProblemCode.KEY_TOO_LONG.at(
                    pointer,
                    "A key has at most " + MAX_KEY_BYTES + " bytes in UTF-8, this one has " + bytes + "; shorten it."));
        }
        if (!Normalizer.isNormalized(key, Normalizer.Form.NFC)) {
            return Optional.of(ProblemCode.KEY_NOT_NFC.at(
                    pointer, "'" + ProblemCode.excerpt(key) + "' is not in NFC; normalise keys before you send them."));
        }
        return Optional.empty();
    }

    /** The length in UTF-8. */
    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
