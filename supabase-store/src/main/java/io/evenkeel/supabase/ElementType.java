package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Value;
import org.postgresql.core.Oid;

/** The types that values travel to Postgres in: as elements of a column's array, or as fields of a copied row. */
enum ElementType {
    TEXT("text", Oid.TEXT, Oid.TEXT_ARRAY),
    INT4("int", Oid.INT4, Oid.INT4_ARRAY),
    INT8("bigint", Oid.INT8, Oid.INT8_ARRAY),
    FLOAT8("double precision", Oid.FLOAT8, Oid.FLOAT8_ARRAY),
    BOOL("boolean", Oid.BOOL, Oid.BOOL_ARRAY),
    UUID("uuid", Oid.UUID, Oid.UUID_ARRAY),
    TIMESTAMPTZ("timestamptz", Oid.TIMESTAMPTZ, Oid.TIMESTAMPTZ_ARRAY),
    JSONB("jsonb", Oid.JSONB, Oid.JSONB_ARRAY),
    /** Of the extension: every database has numbers of its own for it. */
    VECTOR("vector", Oid.UNSPECIFIED, Oid.UNSPECIFIED);

    private final String label;
    private final int oid;
    private final int arrayOid;

    ElementType(String label, int oid, int arrayOid) {
        this.label = label;
        this.oid = oid;
        this.arrayOid = arrayOid;
    }

    int oid() {
        return oid;
    }

    int arrayOid() {
        return arrayOid;
    }

    /** The placeholder of an array of this type. */
    String parameter() {
        return "?::" + label + "[]";
    }

    /** What a column's values travel as. */
    static ElementType of(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> TEXT;
            case LogicalType.Int64 ignored -> INT8;
            case LogicalType.Float64 ignored -> FLOAT8;
            case LogicalType.Decimal ignored -> TEXT;
            case LogicalType.Bool ignored -> BOOL;
            case LogicalType.Uuid ignored -> UUID;
            case LogicalType.Timestamp ignored -> TIMESTAMPTZ;
            case LogicalType.Json ignored -> JSONB;
            case LogicalType.TextArray ignored -> TEXT;
            case LogicalType.Vector ignored -> VECTOR;
        };
    }

    /** The expression that makes rows' values of an array of {@link #of} that type. */
    static String unnested(LogicalType type) {
        return "unnest(" + of(type).parameter() + ")"
                + switch (type) {
                    case LogicalType.Decimal ignored -> "::numeric";
                    // Postgres has no arrays of arrays of different lengths.
                    case LogicalType.TextArray ignored -> "::text[]";
                    case LogicalType.Text ignored -> "";
                    case LogicalType.Int64 ignored -> "";
                    case LogicalType.Float64 ignored -> "";
                    case LogicalType.Bool ignored -> "";
                    case LogicalType.Uuid ignored -> "";
                    case LogicalType.Timestamp ignored -> "";
                    case LogicalType.Json ignored -> "";
                    case LogicalType.Vector ignored -> "";
                };
    }

    /** The name of the type that a column has to be of to be copied into. */
    static String copied(LogicalType type) {
        return switch (type) {
            case LogicalType.Text ignored -> "text";
            case LogicalType.Int64 ignored -> "int8";
            case LogicalType.Float64 ignored -> "float8";
            case LogicalType.Decimal ignored -> "numeric";
            case LogicalType.Bool ignored -> "bool";
            case LogicalType.Uuid ignored -> "uuid";
            case LogicalType.Timestamp ignored -> "timestamptz";
            case LogicalType.Json ignored -> "jsonb";
            case LogicalType.TextArray ignored -> "_text";
            case LogicalType.Vector ignored -> "vector";
        };
    }

    /**
     * Adds a value of a column of that type.
     *
     * @throws RowRefusedException when it is of another type
     */
    static void add(BinaryValues values, LogicalType type, Value value) {
        switch (value) {
            case Value.Null ignored -> values.addNull();
            case Value.Text text when type instanceof LogicalType.Text -> values.add(text.text());
            case Value.Int64 number when type instanceof LogicalType.Int64 -> values.add(number.number());
            case Value.Float64 number when type instanceof LogicalType.Float64 -> values.add(number.number());
            case Value.Decimal number when type instanceof LogicalType.Decimal -> values.add(number.number());
            case Value.Bool bool when type instanceof LogicalType.Bool -> values.add(bool.value());
            case Value.Uuid uuid when type instanceof LogicalType.Uuid -> values.add(uuid.uuid());
            case Value.Timestamp time when type instanceof LogicalType.Timestamp -> values.addTime(time.micros());
            case Value.Json json when type instanceof LogicalType.Json -> values.addJson(json.canonical());
            case Value.TextArray texts when type instanceof LogicalType.TextArray -> values.add(texts.elements());
            case Value.Embedding embedding when type instanceof LogicalType.Vector -> values.add(embedding.vector());
            // The value stays out of the message.
            default ->
                throw new RowRefusedException(
                        "42804",
                        "a value is " + value.getClass().getSimpleName() + ", its column " + type.label(),
                        null);
        }
    }
}
