package io.evenkeel.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"b":1,"b":2}}       | duplicate-key       | /data/a/b
            [1,"x\\ud800y"]           | lone-surrogate      | /data/1
            ["\\udc00\\ud800"]        | lone-surrogate      | /data/0
            {"\\ud83d":1}             | lone-surrogate      | /data/?
            [1e99999999999]           | number-out-of-range | /data/0
            [100e2147483640]          | number-out-of-range | /data/0
            """)
    void namesTheFaultAndItsPlace(String text, String code, String pointer) {
        Problem problem = refused(text);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.pointer().replace('\uFFFD', '?')).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\":}",
                "[1,]",
                "NaN",
                "[NaN]",
                "[Infinity]",
                "-Infinity",
                "{'a':1}",
                "{a:1}",
                "01",
                "1.",
                ".5",
                "+1",
                "\"a\tb\"",
                "\"\\x\"",
                "{} {}",
                "[] 1",
                "// c\n1",
                "\ufeff{}",
                "tru",
                "nul",
                "\"a"
            })
    void refusesWhatIsNotJson(String text) {
        assertThat(refused(text).code()).isEqualTo("malformed-json");
    }

    @Test
    void refusesInvalidUtf8() {
        for (byte[] bytes : new byte[][] {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            {'"', (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'}
        }) {
            assertThat(StrictJson.parse(bytes, "/data"))
                    .isInstanceOfSatisfying(
                            StrictJson.Result.Refused.class,
                            refused -> assertThat(refused.problem().code()).isEqualTo("invalid-utf8"));
        }
    }

    @Test
    void refusesDeepNestingWithoutRunningOutOfStack() {
        int deepest = StrictJson.MAX_DEPTH;
        assertThat(parsed("[".repeat(deepest) + "]".repeat(deepest)).isArray()).isTrue();
        assertThat(refused("[".repeat(deepest + 1) + "]".repeat(deepest + 1)).code())
                .isEqualTo("too-deep");
        assertThat(refused("{\"a\":".repeat(500_000)).code()).isEqualTo("too-deep");
    }

    @Test
    void keepsNumbersAsTheyAre() {
        JsonNode numbers = parsed("[1, 9223372036854775808, 0.10, 1e400, -0.0, 123456789.123456789123456789]");
        assertThat(numbers.path(0).intValue()).isEqualTo(1);
        assertThat(numbers.path(1).bigIntegerValue()).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(numbers.path(2).decimalValue()).isEqualTo(new BigDecimal("0.10"));
        assertThat(numbers.path(3).decimalValue()).isEqualTo(new BigDecimal("1e400"));
        assertThat(numbers.path(4).decimalValue().signum()).isZero();
        assertThat(numbers.path(5).decimalValue()).isEqualTo(new BigDecimal("123456789.123456789123456789"));
    }

    @Test
    void keepsAstralCharactersHoweverTheyAreWritten() {
        assertThat(parsed("[\"😀\", \"\\ud83d\\ude00\"]").toString()).isEqualTo("[\"😀\",\"😀\"]");
    }

    @Test
    void readsHugeNumbersInLinearTime() {
        String digits = "9".repeat(131_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(parsed(digits).isBigInteger()).isTrue();
            assertThat(parsed(digits + ".5").decimalValue().scale()).isEqualTo(1);
        });
        assertThat(refused("1".repeat(200_000)).code()).isEqualTo("too-many-digits");
    }

    @Test
    void aDetailNeverHoldsMuchOfTheValue() {
        assertThat(refused("{\"" + "k".repeat(5000) + "\":1,\"" + "k".repeat(5000) + "\":2}")
                        .detail())
                .hasSizeLessThan(300);
        assertThat(refused("x".repeat(5000)).detail()).hasSizeLessThan(300);
    }

    private static JsonNode parsed(String text) {
        return ((StrictJson.Result.Parsed) StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), "/data")).json();
    }

    private static Problem refused(String text) {
        return ((StrictJson.Result.Refused) StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), "/data")).problem();
    }
}
