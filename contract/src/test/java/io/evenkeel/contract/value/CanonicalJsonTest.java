package io.evenkeel.contract.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected texts are what Postgres 17 prints for {@code ('…'::jsonb)::text}. */
class CanonicalJsonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"bb":1,"a":2,"c":3,"é":4,"A":5}  | {"A": 5, "a": 2, "c": 3, "bb": 1, "é": 4}
            {"😀":1,"ﬀ":2,"abc":3}             | {"abc": 3, "ﬀ": 2, "😀": 1}
            {}                                | {}
            []                                | []
            [1,[2,{}],null,true,false]        | [1, [2, {}], null, true, false]
            1e2                               | 100
            1E-7                              | 0.0000001
            0e10                              | 0
            12345678901234567890123           | 12345678901234567890123
            0.1                               | 0.1
            ""                                | ""
            "/\\u007f\\u0085é"                | "/\u007f\u0085é"
            "\\u0001\\b\\f\\n\\r\\t\\"\\\\"   | "\\u0001\\b\\f\\n\\r\\t\\"\\\\"
            "\\u001F"                         | "\\u001f"
            "\\ud83d\\ude00"                  | "😀"
            """)
    void printsWhatPostgresPrints(String json, String canonical) {
        assertThat(CanonicalJson.canonicalise(json)).contains(canonical);
    }

    @Test
    void stripsTrailingZerosAndTheSignOfZero() {
        assertThat(CanonicalJson.canonicalise("[1.50, 2.0, 100, -0, -0.00, 1.0e1]"))
                .contains("[1.5, 2, 100, 0, 0, 10]");
    }

    @Test
    void isItsOwnCanonicalForm() {
        String canonical = CanonicalJson.canonicalise("{\"b\":[1e300,\"x\\n\"],\"a\":{\"k\":0.10}}")
                .orElseThrow();
        assertThat(CanonicalJson.canonicalise(canonical)).contains(canonical);
        assertThat(CanonicalJson.write(CanonicalJson.parse(canonical))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1} x",
                "NaN",
                "'a'",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "1e309",
                "1e-309",
                "1e99999999999",
                "[1,]",
                "01"
            })
    void isEmptyForWhatIsNotJsonOrNotInTheDomain(String text) {
        assertThat(CanonicalJson.canonicalise(text)).isEmpty();
    }

    @Test
    void takesSixtyFourLevelsAndAHundredDigits() {
        assertThat(CanonicalJson.canonicalise("[".repeat(64) + "]".repeat(64))).isPresent();
        assertThat(CanonicalJson.canonicalise("[".repeat(65) + "]".repeat(65))).isEmpty();
        assertThat(CanonicalJson.canonicalise("[".repeat(100_000))).isEmpty();
        assertThat(CanonicalJson.canonicalise("9".repeat(100) + "000")).isPresent();
        assertThat(CanonicalJson.canonicalise("9".repeat(101))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "null",
                "-12.5",
                "{\"a\": 1, \"b\": [true, false, null, 0, -0.5, \"é\\n\\\"\"], \"aa\": {\"x\": {}}}"
            })
    void recognisesWhatIsCanonical(String canonical) {
        assertThat(CanonicalJson.canonicalise(canonical)).contains(canonical);
        assertThat(CanonicalJson.recognises(canonical.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " {}",
                "{} ",
                "{\"a\":1}",
                "{\"b\": 1, \"a\": 2}",
                "{\"aa\": 1, \"b\": 2}",
                "{\"a\": 1,\"b\": 2}",
                "{\"a\": 1, }",
                "{\"a\": 1,}",
                "{\"\\n\": 1}",
                "[1,2]",
                "[1, 2",
                "1.0",
                "1.",
                "01",
                "-0",
                "-",
                "1e2",
                "truex",
                "\"\\/\"",
                "\"\\u0041\"",
                "\"\\",
                "\"\n\"",
                "\"a"
            })
    void doesNotRecogniseWhatMayBeWrittenInAnotherWay(String text) {
        assertThat(CanonicalJson.recognises(text.getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Property
    void whatItRecognisesIsLeftAsItIs(@ForAll("nearlyJson") String text) {
        if (CanonicalJson.recognises(text.getBytes(StandardCharsets.UTF_8))) {
            assertThat(CanonicalJson.canonicalise(text).orElse(text)).isEqualTo(text);
        }
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.of(
                        "{", "}", "[", "]", "\"a\"", "\"b\"", "\"é\"", ": ", ", ", ",", "0", "1", "-", ".", "5", "null")
                .list()
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }
}
