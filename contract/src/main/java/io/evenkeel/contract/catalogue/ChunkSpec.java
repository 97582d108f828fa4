package io.evenkeel.contract.catalogue;

import java.util.List;

/**
 * How a row is covered by search although it has no vector of its own: one row of {@code search_chunks} with the same
 * owner, whose key is {@code <entity>:<key>} and whose text joins the non-empty columns with a space.
 *
 * @param sourceType the chunk's {@code source_type}
 * @param columns the columns that make its text, in order
 */
public record ChunkSpec(String sourceType, List<String> columns) {
    /** The entity that holds chunks. */
    public static final String ENTITY = "search_chunks";

    public ChunkSpec {
        columns = List.copyOf(columns);
    }
}
