package io.evenkeel.contract.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.Problem;
import io.evenkeel.contract.event.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads text arrays into the value domain. */
final class TextArrays {
    private TextArrays() {}

    static ValueDomain.Result read(JsonNode json, String pointer) {
        if (!json.isArray()) {
            return ValueDomain.wrongType("an array of strings", json, pointer);
        }
        List<String> elements = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            JsonNode element = json.path(i);
            String at = Pointers.child(pointer, i);
            if (element.isNull()) {
                return ValueDomain.refuse(
                        ProblemCode.NULL_ELEMENT, at, "An array of text holds no null; leave the element out.");
            }
            if (!element.isTextual()) {
                return ValueDomain.wrongType("a string", element, at);
            }
            Optional<Problem> problem = TextDomain.problem(element.textValue(), at);
            if (problem.isPresent()) {
                return new ValueDomain.Result.Refused(problem.get());
            }
            int bytes = TextDomain.bytes(element.textValue());
            if (bytes > ValueDomain.MAX_ELEMENT_BYTES) {
                return ValueDomain.refuse(
                        ProblemCode.ELEMENT_TOO_LONG,
                        at,
                        "An element has at most " + ValueDomain.MAX_ELEMENT_BYTES + " bytes in UTF-8, this one has "
                                + bytes + "; shorten it.");
            }
            elements.add(element.textValue());
        }
        return new ValueDomain.Result.Accepted(new Value.TextArray(elements));
    }
}
