package io.evenkeel.parity.search;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.catalogue.LogicalType;
import io.evenkeel.contract.value.Vector;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The vectors that an entity can be searched by. */
final class SearchedVectors {
    /** The canonical payload of a vector begins with its dimensions and two empty bytes. */
    private static final int HEADER = 4;

    private SearchedVectors() {}

    /** The column that holds them and its dimensions; empty where the entity has none. */
    static Optional<Column> column(Entity entity) {
        var spec = entity.vector();
        return spec != null && entity.column(spec.column()).orElseThrow().type() instanceof LogicalType.Vector type
                ? Optional.of(new Column(spec.column(), type.dimensions()))
                : Optional.empty();
    }

    record Column(String name, int dimensions) {
        /** The vector in a canonical payload in hex; empty when it is none to search by. */
        Optional<Vector> read(String payload) {
            byte[] bytes = HexFormat.of().parseHex(payload);
            if (bytes.length != HEADER + dimensions * Float.BYTES) {
                return Optional.empty();
            }
            Vector vector = Vector.fromBytes(Arrays.copyOfRange(bytes, HEADER, bytes.length), ByteOrder.BIG_ENDIAN);
            return vector.isUsable() ? Optional.of(vector) : Optional.empty();
        }
    }
}
