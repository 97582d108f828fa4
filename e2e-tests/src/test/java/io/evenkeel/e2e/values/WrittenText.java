package io.evenkeel.e2e.values;

import io.evenkeel.contract.event.NearMiss;
import io.evenkeel.contract.value.TextDomain;
import java.text.Normalizer;
import java.util.List;
import java.util.Random;

/** Unicode of all planes, and the words that drivers and databases stumble over. */
final class WrittenText {
    private static final List<String> WORDS = List.of(
            "",
            " ",
            "NULL",
            "null",
            "\\N",
            "{}",
            "{NULL}",
            "{\"a\"}",
            "\"",
            "'",
            "''",
            "\\",
            "\\\\",
            "a,b",
            "%_",
            "--",
            ";",
            "$1",
            "?",
            "\n",
            "\r\n",
            "\t",
            "\u0001",
            "\u001f",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\ufeff",
            "\ufffd",
            "\ufffe",
            "\uffff",
            "e\u0301",
            "é",
            "\u1e9b\u0323",
            "한",
            "\u1112\u1161\u11ab",
            "ﬁ",
            "İ",
            "ß",
            "\u202eabc",
            "\u200d",
            "👩\u200d👩\u200d👧",
            "🏳️\u200d🌈",
            "𝔹",
            "\ud83f\udfff",
            "\udbff\udffd",
            "true",
            "0",
            "-0");

    private final Random random;

    WrittenText(Random random) {
        this.random = random;
    }

    /** Text of any length, mostly short. */
    String any() {
        return switch (random.nextInt(40)) {
            case 0 -> WORDS.get(random.nextInt(WORDS.size()));
            case 1 -> of(random.nextInt(150));
            case 2 -> random.nextInt(30) == 0 ? NearMiss.text(40_000, random.nextLong()) : of(30);
            default -> of(random.nextInt(12));
        };
    }

    /** Text that is not white space alone. */
    String withSomething() {
        return any() + "x";
    }

    /** A key that no other has: its number is in it. */
    String key(long number, int mostBytes) {
        String unique = Long.toString(number, 36);
        if (random.nextInt(30) == 0) {
            return unique + ideographs(mostBytes - unique.length());
        }
        String key = Normalizer.normalize(of(random.nextInt(6)) + "-" + unique, Normalizer.Form.NFC);
        return TextDomain.keyProblem(key, "").isEmpty() ? key : unique;
    }

    /** Text of so many bytes that does not compress and is in every normalisation form. */
    String ideographs(int bytes) {
        StringBuilder text = new StringBuilder("x".repeat(bytes % 3));
        for (int i = 0; i < bytes / 3; i++) {
            text.append((char) random.nextInt(0x4e00, 0x9ff0));
        }
        return text.toString();
    }

    /** A JSON string: each character as it is, or escaped. */
    String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        boolean escapes = random.nextInt(4) == 0;
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').appendCodePoint(c);
            } else if (c < ' ' || (escapes && random.nextBoolean())) {
                String format = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
                for (char half : Character.toChars(c)) {
                    json.append(String.format(format, (int) half));
                }
            } else {
                json.appendCodePoint(c);
            }
        });
        return json.append('"').toString();
    }

    private String of(int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(6)) {
                case 0 -> text.append(WORDS.get(random.nextInt(WORDS.size())));
                case 1, 2 -> text.append((char) random.nextInt(' ', 0x7f));
                case 3 -> text.appendCodePoint(scalar(random.nextInt(1, 0x1_0000)));
                case 4 -> text.appendCodePoint(random.nextInt(0x1_0000, 0x11_0000));
                default -> text.appendCodePoint(random.nextInt(0x300, 0x370));
            }
        }
        return text.toString();
    }

    private static int scalar(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE ? codePoint - 0x800 : codePoint;
    }
}
