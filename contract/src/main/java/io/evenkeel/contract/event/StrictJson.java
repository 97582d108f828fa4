package io.evenkeel.contract.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) and refuses what readers elsewhere disagree about: duplicate keys, invalid UTF-8, lone
 * surrogates, NaN and other extensions, text after the value, and nesting beyond {@link #MAX_DEPTH}. Numbers are kept as
 * they are written: integers of any size, fractions as exact decimals.
 */
public final class StrictJson {
    /**
     * How deep objects and arrays may nest: a JSON column's 64 levels, and room for the batch, the event, its data and
     * the list of rows around it.
     */
    public static final int MAX_DEPTH = 72;

    /** As many digits as Postgres' {@code numeric} can have, a sign, a point and an exponent. */
    private static final int MAX_NUMBER_CHARACTERS = 131_072 + 16_383 + 16;

    /** Beyond it arithmetic on exponents overflows, and no column takes the number anyway. */
    private static final long MAX_SCALE = 1_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(MAX_NUMBER_CHARACTERS)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    /** What the reader says. */
    public sealed interface Result {

        /** The text is JSON without any of the faults. */
        record Parsed(JsonNode json) implements Result {}

        /** The text is refused. */
        record Refused(Problem problem) implements Result {}
    }

    private final JsonParser parser;
    private final String base;

    private StrictJson(JsonParser parser, String base) {
        this.parser = parser;
        this.base = base;
    }

    /**
     * Reads a whole JSON text.
     *
     * @param bytes the text in UTF-8, without a byte order mark
     * @param base the JSON pointer under which the text stands in the structured event: {@code /data} for the data of a
     *     binary event, empty for a structured one
     */
    public static Result parse(byte[] bytes, String base) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException invalid) {
            return new Result.Refused(ProblemCode.INVALID_UTF8.at(
                    base,
                    "The JSON text is not UTF-8 (RFC 3629); encode it so, and cut it nowhere within a character."));
        }
        return parse(text, base);
    }

    /** Reads a whole JSON text; see {@link #parse(byte[], String)}. */
    public static Result parse(String text, String base) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new Result.Parsed(new StrictJson(parser, base).document());
        } catch (RefusedException refused) {
            return new Result.Refused(refused.problem);
        } catch (StreamConstraintsException tooLong) {
            // Numbers alone have a limit of their own here.
            return new Result.Refused(ProblemCode.TOO_MANY_DIGITS.at(
                    base,
                    "A number has more than " + MAX_NUMBER_CHARACTERS + " characters" + where(tooLong)
                            + ", which no column takes; round it, or send it as text."));
        } catch (JsonProcessingException malformed) {
            return new Result.Refused(ProblemCode.MALFORMED_JSON.at(base, describe(malformed)));
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private JsonNode document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw refuse(ProblemCode.MALFORMED_JSON, "The text is empty; send a JSON value.");
        }
        JsonNode document = value(first, 1);
        if (parser.nextToken() != null) {
            throw refuse(ProblemCode.MALFORMED_JSON, "There is more text after the JSON value; send one value.");
        }
        return document;
    }

    private JsonNode value(@Nullable JsonToken token, int depth) throws IOException {
        if (token == null) {
            throw refuse(ProblemCode.MALFORMED_JSON, "The text ends within a value; send all of it.");
        }
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth);
            case VALUE_STRING -> NODES.textNode(paired(parser.getText()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("the parser gave " + token + " where a value begins");
        };
    }

    private ObjectNode object(int depth) throws IOException {
        refuseBeyond(depth);
        ObjectNode object = NODES.objectNode();
        String name = parser.nextFieldName();
        while (name != null) {
            if (object.has(paired(name))) {
                throw refuse(
                        ProblemCode.DUPLICATE_KEY,
                        "Key '" + ProblemCode.excerpt(name) + "' occurs twice in one object; keep one of them.");
            }
            object.set(name, value(parser.nextToken(), depth + 1));
            name = parser.nextFieldName();
        }
        return object;
    }

    private ArrayNode array(int depth) throws IOException {
        refuseBeyond(depth);
        ArrayNode array = NODES.arrayNode();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            array.add(value(token, depth + 1));
            token = parser.nextToken();
        }
        return array;
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private JsonNode decimal() throws IOException {
        try {
            BigDecimal number = parser.getDecimalValue();
            if (Math.abs((long) number.scale()) <= MAX_SCALE) {
                return NODES.numberNode(number);
            }
        } catch (NumberFormatException | ArithmeticException beyond) {
            // said below
        }
        throw refuse(
                ProblemCode.NUMBER_OUT_OF_RANGE, "The number's exponent is beyond any column's; send a smaller one.");
    }

    private void refuseBeyond(int depth) throws RefusedException {
        if (depth > MAX_DEPTH) {
            throw refuse(
                    ProblemCode.TOO_DEEP,
                    "Objects and arrays nest deeper than " + MAX_DEPTH + " levels here; flatten them.");
        }
    }

    private String paired(String text) throws RefusedException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.getType(text.codePointAt(i)) == Character.SURROGATE) {
                    throw refuse(
                            ProblemCode.LONE_SURROGATE,
                            "Character " + i + " is half of a surrogate pair; send both halves or neither.");
                }
                i++;
            }
        }
        return text;
    }

    private RefusedException refuse(ProblemCode code, String detail) {
        String within = parser.getParsingContext().pathAsPointer().toString();
        return new RefusedException(code.at(base + within, detail));
    }

    private static String describe(JsonProcessingException malformed) {
        String said = malformed.getOriginalMessage();
        return (said.length() > 200 ? said.substring(0, 200) + "…" : said) + where(malformed)
                + "; send JSON as RFC 8259 has it.";
    }

    private static String where(JsonProcessingException found) {
        var location = found.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        RefusedException(Problem problem) {
            super(problem.code());
            this.problem = problem;
        }
    }
}
