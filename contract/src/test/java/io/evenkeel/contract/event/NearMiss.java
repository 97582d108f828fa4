package io.evenkeel.contract.event;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Rows of the values pack's specimens that are just within the domain: the gate takes them, and both databases hold them. */
public enum NearMiss {
    NULL_EMPTY_AND_BRACES("'a_text':'','a_json':{},'an_array':[],'one_of_two':null"),
    JSON_NULL_INSIDE("'a_json':[null]"),
    LAST_CODE_POINTS("'a_text':'\\u0001\\u007f\\ud7ff\\ue000\\ufffe\\uffff\\ud800\\udc00\\udbff\\udfff'"),
    COMBINING_MARKS_STAY_APART(
            "'a_text':'e\\u0301','a_json':{'e\\u0301':1,'\\u00e9':2},'an_array':['e\\u0301','\\u00e9']"),
    GREATEST_INT64("'a_number':9223372036854775807"),
    LEAST_INT64("'a_number':-9223372036854775808"),
    INT64_WRITTEN_AS_A_FRACTION("'a_number':1.0"),
    GREATEST_FLOAT64("'a_float':1.7976931348623157e308"),
    LEAST_FLOAT64("'a_float':-5e-324"),
    GREATEST_SUBNORMAL_FLOAT64("'a_float':2.225073858507201e-308"),
    NEGATIVE_ZEROS("'a_float':-0.0,'a_decimal':-0.00,'a_json':[-0.0,-0],'a_vector':[-0.0,1,-0.0]"),
    LONGEST_DECIMAL("'a_decimal':'" + digits(131_072, 1) + "." + digits(16_383, 2) + "'"),
    SMALLEST_DECIMAL("'a_decimal':1e-16383"),
    GREATEST_POWER_OF_TEN("'a_decimal':-1e131071"),
    LONGEST_INDEXED_DECIMAL("'an_indexed_decimal':" + digits(1_000, 3) + "." + digits(999, 4)),
    FIRST_MICROSECOND("'a_time':'0001-01-01T00:00:00Z'"),
    LAST_MICROSECOND("'a_time':'9999-12-31T23:59:59.999999999Z'"),
    LAST_MICROSECOND_ELSEWHERE("'a_time':'9999-12-31T08:00:59.999999-15:59'"),
    BEFORE_1970("'a_time':'1969-12-31T23:59:59.9999999Z'"),
    JSON_AS_DEEP_AS_CAN_BE("'a_json':" + "[{'a':".repeat(32) + "1" + "}]".repeat(32)),
    JSON_WITH_100_DIGITS(
            "'a_json':[" + digits(100, 5) + ",0." + digits(100, 6) + "," + digits(50, 7) + "." + digits(50, 8) + "]"),
    JSON_EXPONENTS("'a_json':[1e308,-9.99e308,1e-308," + digits(1, 9) + "." + digits(99, 10) + "e-308]"),
    JSON_KEYS_OF_ALL_LENGTHS("'a_json':{'bb':1,'a':2,'\\u00e9':3,'':4,'ab':5,'\\ud83d\\ude00':6,'~/':7}"),
    JSON_CONTROL_CHARACTERS("'a_json':'\\u0001\\b\\f\\n\\r\\t\\u001f\\u007f\\\"\\\\/\\u2028'"),
    JSON_LONG_KEY("'a_json':{'" + digits(60_000, 11) + "':1}"),
    SMALLEST_VECTOR("'a_vector':[1.4e-45,0,0]"),
    GREATEST_VECTOR("'a_vector':[3.4028235e38,-3.4028235e38,3.4028235e38]"),
    ARRAY_AT_ITS_LIMIT("'an_array':['" + text(2_000, 12) + "','','" + text(2_000, 13) + "','NULL','{}']"),
    EVERY_INDEX_AT_ITS_LIMIT("'an_indexed_text':'"
            + text(2_000, 14)
            + "','one_of_two':'"
            + text(1_000, 15)
            + "','two_of_two':'"
            + text(1_000, 16)
            + "','another':'"
            + text(2_000, 17)
            + "','an_indexed_decimal':"
            + digits(2_000, 18)
            + ",'a_number':-9223372036854775808,'a_float':1.5,'a_flag':true"
            + ",'a_uuid':'ffffffff-ffff-ffff-ffff-ffffffffffff','a_time':'9999-12-31T23:59:59Z'"
            + ",'an_array':['" + text(2_000, 19) + "']");

    private final String members;

    NearMiss(String members) {
        this.members = members;
    }

    /**
     * The data of its upsert.
     *
     * @param id the row's key
     */
    public byte[] data(String id) {
        return ("{'id':'" + id + "','label':'" + name() + "'," + members + "}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Text of so many bytes that does not compress: what Postgres compresses, it takes more of into an index. */
    public static String text(int bytes, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int left = bytes; left > 0; ) {
            int size = left < 4 ? 1 : random.nextInt(1, 5);
            text.appendCodePoint(
                    switch (size) {
                        case 1 -> random.nextInt('0', '9' + 1);
                        case 2 -> random.nextInt(0x4e0, 0x800);
                        case 3 -> random.nextInt(0x4e00, 0xd7ff);
                        default -> random.nextInt(0x1_0000, 0x10_ffff);
                    });
            left -= size;
        }
        return text.toString();
    }

    /** A number of so many digits, the first of which is not 0, nor the last. */
    private static String digits(int count, long seed) {
        Random random = new Random(seed);
        StringBuilder digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            digits.append((char) random.nextInt('1', '9' + 1));
        }
        return digits.toString();
    }
}
