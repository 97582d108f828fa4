package io.evenkeel.e2e.values;

import java.math.BigDecimal;
import java.util.Random;

/** The ways to write a number. */
final class Numbers {
    private Numbers() {}

    /** The number in JSON: plain or with an exponent, with zeros behind it or none. */
    static String written(BigDecimal number, Random random) {
        BigDecimal padded = random.nextInt(3) == 0 ? number.setScale(number.scale() + random.nextInt(1, 4)) : number;
        return switch (random.nextInt(3)) {
            case 0 -> padded.toString();
            case 1 -> padded.toEngineeringString().replace("E+", random.nextBoolean() ? "e" : "E+");
            default -> padded.toPlainString();
        };
    }

    /** The one text of the number. */
    static String plain(BigDecimal number) {
        String plain = number.toPlainString();
        if (plain.indexOf('.') < 0) {
            return plain;
        }
        int end = plain.length();
        while (plain.charAt(end - 1) == '0') {
            end--;
        }
        String stripped = plain.substring(0, plain.charAt(end - 1) == '.' ? end - 1 : end);
        return stripped.equals("-0") ? "0" : stripped;
    }
}
