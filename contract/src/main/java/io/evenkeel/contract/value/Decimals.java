package io.evenkeel.contract.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact decimals in their one form. */
final class Decimals {
    /** Postgres' {@code numeric}: digits before the point. */
    static final int MAX_INTEGER_DIGITS = 131_072;

    /** Postgres' {@code numeric}: digits after the point. */
    static final int MAX_FRACTION_DIGITS = 16_383;

    private static final int FEW_DIGITS = 400;

    private Decimals() {}

    /** The number without trailing zeros, as {@link BigDecimal#stripTrailingZeros} but not quadratic in the digits. */
    static BigDecimal strip(BigDecimal number) {
        if (number.precision() <= FEW_DIGITS) {
            return number.stripTrailingZeros();
        }
        // Only what ends in 0 is written out: of so many digits that takes long.
        if (number.unscaledValue().mod(BigInteger.TEN).signum() != 0) {
            return number;
        }
        String digits = number.unscaledValue().toString();
        int kept = digits.length();
        while (kept > 1 && digits.charAt(kept - 1) == '0') {
            kept--;
        }
        return number.setScale(number.scale() - (digits.length() - kept));
    }

    /** The number without trailing zeros in its fraction, as Postgres' {@code trim_scale} makes it. */
    static BigDecimal trimScale(BigDecimal number) {
        BigDecimal stripped = strip(number);
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** Plain decimal text without trailing zeros in the fraction. */
    static String plain(BigDecimal number) {
        return trimScale(number).toPlainString();
    }

    /** Whether Postgres' {@code numeric} holds the stripped number. */
    static boolean fitsNumeric(BigDecimal stripped) {
        return stripped.scale() <= MAX_FRACTION_DIGITS
                && (long) stripped.precision() - stripped.scale() <= MAX_INTEGER_DIGITS;
    }
}
