package io.evenkeel.contract.catalogue;

import java.util.Set;

/** The type of a column, as both stores can hold it exactly. Physical types derive from it, per store. */
public sealed interface LogicalType {

    /** The name used in catalogue files, for example {@code text array} or {@code vector(384)}. */
    String label();

    /**
     * Unicode text without U+0000.
     *
     * @param allowed the only values accepted; empty when any text is
     */
    record Text(Set<String> allowed) implements LogicalType {
        public Text {
            allowed = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(allowed));
        }

        @Override
        public String label() {
            return "text";
        }
    }

    /** A signed 64-bit integer. */
    record Int64() implements LogicalType {
        @Override
        public String label() {
            return "int64";
        }
    }

    /** A finite IEEE 754 double. */
    record Float64() implements LogicalType {
        @Override
        public String label() {
            return "float64";
        }
    }

    /** An exact decimal number. */
    record Decimal() implements LogicalType {
        @Override
        public String label() {
            return "decimal";
        }
    }

    /** True or false. */
    record Bool() implements LogicalType {
        @Override
        public String label() {
            return "bool";
        }
    }

    /** A UUID, written in lower case. */
    record Uuid() implements LogicalType {
        @Override
        public String label() {
            return "uuid";
        }
    }

    /** An instant in microseconds, UTC, years 1 to 9999. */
    record Timestamp() implements LogicalType {
        @Override
        public String label() {
            return "timestamp";
        }
    }

    /** A JSON document in the form that Postgres prints for {@code jsonb}. */
    record Json() implements LogicalType {
        @Override
        public String label() {
            return "json";
        }
    }

    /** A one-dimensional array of text without null elements. */
    record TextArray() implements LogicalType {
        @Override
        public String label() {
            return "text array";
        }
    }

    /**
     * A vector of finite 32-bit floats.
     *
     * @param dimensions its length, 1 to 2,000 (the most that an HNSW index takes)
     */
    record Vector(int dimensions) implements LogicalType {
        public Vector {
            if (dimensions < 1 || dimensions > 2_000) {
                throw new IllegalArgumentException("a vector has 1 to 2000 dimensions, not " + dimensions);
            }
        }

        @Override
        public String label() {
            return "vector(" + dimensions + ")";
        }
    }
}
