package io.evenkeel.contract.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.evenkeel.contract.event.ProblemCode;

/** Reads vectors into the value domain. */
final class Vectors {
    private Vectors() {}

    static ValueDomain.Result read(int dimensions, JsonNode json, String pointer) {
        if (!json.isArray()) {
            return ValueDomain.wrongType("an array of " + dimensions + " numbers", json, pointer);
        }
        if (json.size() != dimensions) {
            return ValueDomain.refuse(
                    ProblemCode.WRONG_DIMENSIONS,
                    pointer,
                    "The column holds vectors of " + dimensions + " dimensions, this one has " + json.size()
                            + "; use the model that the column was made for, or leave the vector out.");
        }
        float[] components = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            JsonNode component = json.path(i);
            if (!component.isNumber()) {
                return ValueDomain.wrongType("a number", component, Pointers.child(pointer, i));
            }
            components[i] = component.decimalValue().floatValue();
            if (!Float.isFinite(components[i])) {
                return ValueDomain.refuse(
                        ProblemCode.NUMBER_OUT_OF_RANGE,
                        Pointers.child(pointer, i),
                        "A component is a 32-bit float, whose size is below 3.4e38; scale the vector.");
            }
        }
        Vector vector = Vector.of(components);
        if (!vector.isUsable()) {
            return ValueDomain.refuse(
                    ProblemCode.ZERO_VECTOR,
                    pointer,
                    "Every component is 0, so the vector has no direction; leave it out to have it made.");
        }
        return new ValueDomain.Result.Accepted(new Value.Embedding(vector));
    }
}
