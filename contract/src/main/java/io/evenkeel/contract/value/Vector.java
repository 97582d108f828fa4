package io.evenkeel.contract.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An immutable vector of 32-bit floats, equal when all bits are equal. */
public final class Vector {
    private final float[] components;

    private Vector(float[] components) {
        this.components = components;
    }

    /** Copies the components; -0.0 becomes 0.0, so that equal numbers have equal bits. */
    public static Vector of(float... components) {
        float[] copy = components.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] += 0.0f;
        }
        return new Vector(copy);
    }

    /**
     * Reads raw float32 components as they are, without touching any bit.
     *
     * @throws IllegalArgumentException when the length is not a multiple of 4
     */
    public static Vector fromBytes(byte[] bytes, ByteOrder order) {
        if (bytes.length % Float.BYTES != 0) {
            throw new IllegalArgumentException("a vector has 4 bytes a component, not " + bytes.length + " in all");
        }
        float[] components = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(order).asFloatBuffer().get(components);
        return new Vector(components);
    }

    /** The components as raw float32, 4 bytes each. */
    public byte[] toBytes(ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.allocate(components.length * Float.BYTES).order(order);
        bytes.asFloatBuffer().put(components);
        return bytes.array();
    }

    /** Puts the components as raw float32 in the buffer's order, and moves its position past them. */
    public void putTo(ByteBuffer target) {
        target.asFloatBuffer().put(components);
        target.position(target.position() + components.length * Float.BYTES);
    }

    public int dimensions() {
        return components.length;
    }

    public float component(int index) {
        return components[index];
    }

    /** A copy of the components. */
    public float[] toArray() {
        return components.clone();
    }

    /** Whether every component is finite and at least one is not zero: only such a vector has a direction. */
    public boolean isUsable() {
        boolean zero = true;
        for (float component : components) {
            if (!Float.isFinite(component)) {
                return false;
            }
            zero &= component == 0.0f;
        }
        return !zero;
    }

    /**
     * The cosine of the angle between two vectors, -1 to 1, summed in double precision in component order, so that the
     * same two vectors give the same score wherever they were stored.
     *
     * @throws IllegalArgumentException when the dimensions differ
     */
    public double cosine(Vector other) {
        if (dimensions() != other.dimensions()) {
            throw new IllegalArgumentException(
                    "vectors of " + dimensions() + " and " + other.dimensions() + " dimensions have no angle");
        }
        double dot = 0;
        double mine = 0;
        double theirs = 0;
        for (int i = 0; i < components.length; i++) {
            dot += (double) components[i] * other.components[i];
            mine += (double) components[i] * components[i];
            theirs += (double) other.components[i] * other.components[i];
        }
        return dot / Math.sqrt(mine * theirs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vector vector && Arrays.equals(components, vector.components);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(components);
    }

    @Override
    public String toString() {
        return "Vector[" + components.length + "]";
    }
}
