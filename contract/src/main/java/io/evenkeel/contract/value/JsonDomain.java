package io.evenkeel.contract.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** Which JSON values a {@code json} column takes. */
final class JsonDomain {
    static final int MAX_DEPTH = 64;
    static final int MAX_DIGITS = 100;
    static final int MAX_EXPONENT = 308;

    private JsonDomain() {}

    /** The first thing that both stores could not hold alike, in document order. */
    static Optional<Problem> problem(JsonNode json, String pointer) {
        return problem(json, pointer, 1);
    }

    private static Optional<Problem> problem(JsonNode json, String pointer, int depth) {
        if (json.isContainerNode() && depth > MAX_DEPTH) {
            return Optional.of(ProblemCode.TOO_DEEP.at(
                    pointer, "A JSON column nests at most " + MAX_DEPTH + " objects and arrays; flatten the value."));
        }
        return switch (json.getNodeType()) {
            case OBJECT -> object(json, pointer, depth);
            case ARRAY -> array(json, pointer, depth);
            case STRING -> TextDomain.problem(json.textValue(), pointer);
            case NUMBER -> number(json.decimalValue(), pointer);
            case BOOLEAN, NULL, BINARY, MISSING, POJO -> Optional.empty();
        };
    }

    private static Optional<Problem> object(JsonNode object, String pointer, int depth) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String at = Pointers.child(pointer, member.getKey());
            Optional<Problem> found =
                    TextDomain.problem(member.getKey(), at).or(() -> problem(member.getValue(), at, depth + 1));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> array(JsonNode array, String pointer, int depth) {
        for (int i = 0; i < array.size(); i++) {
            Optional<Problem> found = problem(array.path(i), Pointers.child(pointer, i), depth + 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> number(BigDecimal number, String pointer) {
        if (number.signum() == 0) {
            return Optional.empty();
        }
        BigDecimal stripped = Decimals.strip(number);
        if (stripped.precision() > MAX_DIGITS) {
            return Optional.of(ProblemCode.TOO_MANY_DIGITS.at(
                    pointer,
                    "A number in JSON has at most " + MAX_DIGITS + " significant digits, this one has "
                            + stripped.precision() + "; round it, or send it as text."));
        }
        long exponent = (long) stripped.precision() - stripped.scale() - 1;
        if (Math.abs(exponent) > MAX_EXPONENT) {
            return Optional.of(ProblemCode.NUMBER_OUT_OF_RANGE.at(
                    pointer,
                    "A number in JSON has an exponent from -" + MAX_EXPONENT + " to " + MAX_EXPONENT + ", this one has "
                            + exponent + "; send it as text."));
        }
        return Optional.empty();
    }
}
