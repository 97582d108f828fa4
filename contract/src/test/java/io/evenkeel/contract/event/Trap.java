package io.evenkeel.contract.event;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that one of two databases, or a driver on the way, would refuse or change: each an event of the values pack
 * that is sound but for one thing, and what the gate says of it. Used by every door's tests, so that all of them are shut.
 */
public enum Trap {
    NUL_IN_TEXT("'a_text':'a\\u0000b'", ProblemCode.NUL_CHARACTER, "/data/a_text"),
    NUL_IN_JSON_STRING("'a_json':{'a':['b','\\u0000']}", ProblemCode.NUL_CHARACTER, "/data/a_json/a/1"),
    NUL_IN_JSON_KEY("'a_json':[{'a\\u0000b':1}]", ProblemCode.NUL_CHARACTER, "/data/a_json/0/a\u0000b"),
    NUL_IN_ARRAY_ELEMENT("'an_array':['a','\\u0000']", ProblemCode.NUL_CHARACTER, "/data/an_array/1"),
    NUL_IN_KEY("'id':'k\\u0000'", ProblemCode.NUL_CHARACTER, "/data/id"),

    LONE_HIGH_SURROGATE("'a_text':'a\\ud83d'", ProblemCode.LONE_SURROGATE, "/data/a_text"),
    LONE_LOW_SURROGATE("'a_text':'\\ude00b'", ProblemCode.LONE_SURROGATE, "/data/a_text"),
    SURROGATES_IN_WRONG_ORDER("'a_text':'\\ude00\\ud83d'", ProblemCode.LONE_SURROGATE, "/data/a_text"),
    LONE_SURROGATE_IN_JSON_STRING("'a_json':['\\udfff']", ProblemCode.LONE_SURROGATE, "/data/a_json/0"),
    LONE_SURROGATE_IN_JSON_KEY("'a_json':{'\\ud800':1}", ProblemCode.LONE_SURROGATE, "/data/a_json/\uFFFD"),
    LONE_SURROGATE_IN_ARRAY_ELEMENT("'an_array':['\\ud800']", ProblemCode.LONE_SURROGATE, "/data/an_array/0"),
    LONE_SURROGATE_IN_KEY("'id':'\\ud800'", ProblemCode.LONE_SURROGATE, "/data/id"),

    INVALID_UTF8("'a_text':'a<ff>'", ProblemCode.INVALID_UTF8, "/data"),
    OVERLONG_UTF8("'a_text':'<c080>'", ProblemCode.INVALID_UTF8, "/data"),
    SURROGATE_IN_UTF8("'a_text':'<eda080>'", ProblemCode.INVALID_UTF8, "/data"),
    TRUNCATED_UTF8("'a_json':{'<e282>':1}", ProblemCode.INVALID_UTF8, "/data"),
    BEYOND_UNICODE("'a_text':'<f4908080>'", ProblemCode.INVALID_UTF8, "/data"),

    DUPLICATE_COLUMN("'a_text':'a','a_text':'b'", ProblemCode.DUPLICATE_KEY, "/data/a_text"),
    DUPLICATE_KEY_IN_JSON("'a_json':{'a':{'b':1,'\\u0062':2}}", ProblemCode.DUPLICATE_KEY, "/data/a_json/a/b"),
    NAN_LITERAL("'a_float':NaN", ProblemCode.MALFORMED_JSON, "/data"),
    INFINITY_LITERAL("'a_float':-Infinity", ProblemCode.MALFORMED_JSON, "/data"),
    NAN_TEXT("'a_float':'NaN'", ProblemCode.WRONG_TYPE, "/data/a_float"),

    INT64_TOO_LARGE("'a_number':9223372036854775808", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_number"),
    INT64_TOO_SMALL("'a_number':-9223372036854775809", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_number"),
    INT64_WITH_EXPONENT_TOO_LARGE("'a_number':1e19", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_number"),
    INT64_WITH_FRACTION("'a_number':1.5", ProblemCode.WRONG_TYPE, "/data/a_number"),
    INT64_AS_TEXT("'a_number':'5'", ProblemCode.WRONG_TYPE, "/data/a_number"),

    FLOAT64_TOO_LARGE("'a_float':1e309", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_float"),
    FLOAT64_ROUNDED_TO_INFINITY("'a_float':-1.7976931348623159e308", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_float"),
    FLOAT64_TOO_SMALL("'a_float':0.1E-400", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_float"),
    NUMBER_BEYOND_ANY_EXPONENT("'a_float':1e2000000000", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_float"),
    NUMBER_WITHOUT_END("'a_decimal':" + "7".repeat(147_500), ProblemCode.TOO_MANY_DIGITS, "/data"),

    DECIMAL_TOO_LARGE("'a_decimal':1e131072", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_decimal"),
    DECIMAL_TOO_FINE("'a_decimal':'1e-16384'", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_decimal"),
    DECIMAL_NAN("'a_decimal':'NaN'", ProblemCode.WRONG_TYPE, "/data/a_decimal"),
    DECIMAL_WITH_COMMA("'a_decimal':'1,5'", ProblemCode.WRONG_TYPE, "/data/a_decimal"),

    JSON_TOO_DEEP(
            "'a_json':" + "[".repeat(65) + "]".repeat(65), ProblemCode.TOO_DEEP, "/data/a_json" + "/0".repeat(64)),
    JSON_FAR_TOO_DEEP(
            "'a_json':" + "[".repeat(9_000) + "]".repeat(9_000),
            ProblemCode.TOO_DEEP,
            "/data/a_json" + "/0".repeat(71)),
    JSON_OBJECTS_TOO_DEEP(
            "'a_json':" + "{'a':".repeat(64) + "{}" + "}".repeat(64),
            ProblemCode.TOO_DEEP,
            "/data/a_json" + "/a".repeat(64)),
    JSON_TOO_MANY_DIGITS("'a_json':[1" + "0".repeat(99) + "1]", ProblemCode.TOO_MANY_DIGITS, "/data/a_json/0"),
    JSON_TOO_MANY_FRACTION_DIGITS(
            "'a_json':{'a':0." + "1".repeat(101) + "}", ProblemCode.TOO_MANY_DIGITS, "/data/a_json/a"),
    JSON_NUMBER_TOO_LARGE("'a_json':{'a/b':[1E400]}", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_json/a~1b/0"),
    JSON_NUMBER_TOO_SMALL("'a_json':1e-309", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_json"),

    BOOL_AS_NUMBER("'a_flag':1", ProblemCode.WRONG_TYPE, "/data/a_flag"),
    UUID_WITHOUT_DASHES("'a_uuid':'0b8e0f4e6d1c4f0e9a531f1f2e3d4c5b'", ProblemCode.INVALID_UUID, "/data/a_uuid"),
    TEXT_AS_NUMBER("'a_text':5", ProblemCode.WRONG_TYPE, "/data/a_text"),
    CHOICE_NOT_ALLOWED("'a_choice':'A'", ProblemCode.VALUE_NOT_ALLOWED, "/data/a_choice"),

    TIME_WITHOUT_OFFSET("'a_time':'2025-10-02T11:22:33'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_IN_YEAR_ZERO("'a_time':'0000-12-31T23:59:59Z'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_IN_YEAR_10000("'a_time':'10000-01-01T00:00:00Z'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_BEFORE_YEAR_ONE_IN_UTC("'a_time':'0001-01-01T00:59:59+01:00'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_AFTER_YEAR_9999_IN_UTC("'a_time':'9999-12-31T23:00:00-01:00'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_OF_A_LEAP_SECOND("'a_time':'2016-12-31T23:59:60Z'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_OF_NO_SUCH_DAY("'a_time':'2025-02-29T00:00:00Z'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_AT_INFINITY("'a_time':'infinity'", ProblemCode.INVALID_TIMESTAMP, "/data/a_time"),
    TIME_AS_NUMBER("'a_time':1700000000", ProblemCode.WRONG_TYPE, "/data/a_time"),

    KEY_EMPTY("'id':''", ProblemCode.EMPTY_KEY, "/data/id"),
    KEY_NOT_NFC("'id':'e\u0301'", ProblemCode.KEY_NOT_NFC, "/data/id"),
    KEY_TOO_LONG("'id':'" + "é".repeat(256) + "x'", ProblemCode.KEY_TOO_LONG, "/data/id"),
    OWNERS_KEY_NOT_NFC(
            "slices.upserted",
            "{'id':'0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b','specimen_id':'A\u030a'}",
            ProblemCode.KEY_NOT_NFC,
            "/data/specimen_id"),
    ROOT_NOT_NFC(
            "slices.deleted",
            "{'id':'0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b'}",
            ProblemCode.KEY_NOT_NFC,
            "/root",
            "root",
            "e\u0301"),
    ROOT_MISSING("slices.deleted", "{'id':'0b8e0f4e-6d1c-4f0e-9a53-1f1f2e3d4c5b'}", ProblemCode.MISSING_ROOT, "/root"),
    INDEXED_TEXT_TOO_LONG(
            "'an_indexed_text':'" + "層".repeat(666) + "xyz'",
            ProblemCode.INDEXED_TEXT_TOO_LONG,
            "/data/an_indexed_text"),
    TEXTS_OF_ONE_INDEX_TOO_LONG(
            "'one_of_two':'" + "x".repeat(1_000) + "','two_of_two':'" + "y".repeat(1_001) + "'",
            ProblemCode.INDEXED_TEXT_TOO_LONG,
            "/data/one_of_two"),
    INDEXED_DECIMAL_TOO_LONG(
            "'an_indexed_decimal':1e2000", ProblemCode.INDEXED_TEXT_TOO_LONG, "/data/an_indexed_decimal"),
    REFERENCE_TOO_LONG("'another':'" + "x".repeat(2_001) + "'", ProblemCode.INDEXED_TEXT_TOO_LONG, "/data/another"),

    ARRAY_ELEMENT_NULL("'an_array':['a',null]", ProblemCode.NULL_ELEMENT, "/data/an_array/1"),
    ARRAY_ELEMENT_TOO_LONG(
            "'an_array':['" + "é".repeat(1_000) + "x']", ProblemCode.ELEMENT_TOO_LONG, "/data/an_array/0"),
    ARRAY_OF_ARRAYS("'an_array':[['a']]", ProblemCode.WRONG_TYPE, "/data/an_array/0"),

    VECTOR_TOO_SHORT("'a_vector':[1,2]", ProblemCode.WRONG_DIMENSIONS, "/data/a_vector"),
    VECTOR_TOO_LONG("'a_vector':[1,2,3,4]", ProblemCode.WRONG_DIMENSIONS, "/data/a_vector"),
    VECTOR_OF_ZEROS("'a_vector':[0,-0.0,0e5]", ProblemCode.ZERO_VECTOR, "/data/a_vector"),
    VECTOR_ROUNDED_TO_ZEROS("'a_vector':[1e-46,0,0]", ProblemCode.ZERO_VECTOR, "/data/a_vector"),
    VECTOR_COMPONENT_TOO_LARGE("'a_vector':[1,3.4028236e38,0]", ProblemCode.NUMBER_OUT_OF_RANGE, "/data/a_vector/1"),
    VECTOR_COMPONENT_NAN("'a_vector':[1,'NaN',0]", ProblemCode.WRONG_TYPE, "/data/a_vector/1"),
    VECTOR_COMPONENT_NULL("'a_vector':[1,2,null]", ProblemCode.WRONG_TYPE, "/data/a_vector/2"),

    COLUMN_UNKNOWN("'colour':'red'", ProblemCode.UNKNOWN_COLUMN, "/data/colour"),
    COLUMN_RESERVED("'source_offset':1", ProblemCode.RESERVED_COLUMN, "/data/source_offset"),
    COLUMN_MISSING("specimens.upserted", "{'id':'k'}", ProblemCode.MISSING_COLUMN, "/data/label"),
    COLUMN_NULL("specimens.upserted", "{'id':'k','label':null}", ProblemCode.NULL_NOT_ALLOWED, "/data/label"),
    TEXT_TO_EMBED_BLANK("notes.upserted", "{'id':'k','text':' \\u00a0\\n'}", ProblemCode.EMPTY_TEXT, "/data/text"),
    EVENT_TOO_LARGE("'a_text':'" + "x".repeat(1_048_500) + "'", ProblemCode.EVENT_TOO_LARGE, "/data"),
    DATA_NOT_AN_OBJECT("specimens.upserted", "[1]", ProblemCode.WRONG_TYPE, "/data"),

    ID_WITH_CONTROL_CHARACTER("id", "a\u0007b"),
    ID_TOO_LONG("id", "é".repeat(256) + "x"),
    SOURCE_NO_URI("source", "not a uri"),
    SEQUENCE_WITH_FRACTION("sequence", "1.0"),
    SEQUENCE_WITH_EXPONENT("sequence", "1e3"),
    SEQUENCE_BEYOND_INT64("sequence", "9223372036854775808"),
    SEQUENCE_NO_NUMBER("sequence", "ten"),
    EVENT_TIME_WITHOUT_OFFSET("time", "2025-10-02T11:22:33"),
    IF_ABSENT_NEITHER_TRUE_NOR_FALSE("ifabsent", "yes"),
    IF_MATCH_NO_POSITION("ifmatch", "3:42"),
    TYPE_UNKNOWN("colours.upserted", "{'id':'k'}", ProblemCode.UNKNOWN_TYPE, "/type"),
    TYPE_RESERVED("control.flip", "{}", ProblemCode.RESERVED_TYPE, "/type");

    private final String type;
    private final String data;
    private final Map<String, String> attributes;
    private final ProblemCode code;
    private final String pointer;

    /** A row of specimens with those members. */
    Trap(String members, ProblemCode code, String pointer) {
        this("specimens.upserted", row(members), code, pointer);
    }

    /** A sound row under an attribute that is not. */
    Trap(String attribute, String value) {
        this("specimens.upserted", row(""), ProblemCode.INVALID_ATTRIBUTE, "/" + attribute, attribute, value);
    }

    Trap(String type, String data, ProblemCode code, String pointer, String... attribute) {
        this.type = type;
        this.data = data;
        this.code = code;
        this.pointer = pointer;
        this.attributes = attribute.length == 0 ? Map.of() : Map.of(attribute[0], attribute[1]);
    }

    private static String row(String members) {
        String id = members.startsWith("'id'") ? "" : "'id':'k',";
        return "{" + id + "'label':'l'" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    /** The event's attributes, but for {@code workspace}. */
    public Map<String, String> attributes() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("specversion", "1.0");
        all.put("id", name());
        all.put("source", "/traps");
        all.put("type", Event.TYPE_PREFIX + type);
        all.putAll(attributes);
        return all;
    }

    /** The event's data, which may be neither JSON nor UTF-8. */
    public byte[] data() {
        return bytes(data.replace('\'', '"'));
    }

    /** The whole event in CloudEvents' JSON format, on one line. */
    public byte[] structured() {
        StringBuilder event = new StringBuilder("{");
        attributes()
                .forEach((name, value) -> event.append('"')
                        .append(name)
                        .append("\":\"")
                        .append(value.replace("\u0007", "\\u0007"))
                        .append("\","));
        return bytes(event.append("\"data\":") + data.replace('\'', '"') + "}");
    }

    /** Why it is refused. */
    public ProblemCode code() {
        return code;
    }

    /** Where the problem is said to be, when attributes and data are read apart. */
    public String pointer() {
        return pointer;
    }

    /** Where the problem is said to be in a structured event: what is wrong with its text as a whole has no place. */
    public String pointerWhenStructured() {
        if (this == JSON_FAR_TOO_DEEP) {
            // The reader gives up at a depth of the whole text, to which the event belongs.
            return pointer.substring(0, pointer.length() - "/0".length());
        }
        return ofTheTextAsAWhole() ? "" : pointer;
    }

    /** Whether the text cannot be read at all, so that not even its members are known. */
    public boolean ofTheTextAsAWhole() {
        return pointer.equals("/data")
                && (code == ProblemCode.INVALID_UTF8
                        || code == ProblemCode.MALFORMED_JSON
                        || code == ProblemCode.TOO_MANY_DIGITS);
    }

    /** Hexadecimal digits in angle brackets stand for bytes. */
    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int from = 0;
        for (int open = text.indexOf('<'); open >= 0; open = text.indexOf('<', from)) {
            int close = text.indexOf('>', open);
            bytes.writeBytes(text.substring(from, open).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(HexFormat.of().parseHex(text.substring(open + 1, close)));
            from = close + 1;
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
