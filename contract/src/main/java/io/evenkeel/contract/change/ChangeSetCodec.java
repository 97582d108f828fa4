package io.evenkeel.contract.change;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.topic.Topics;
import java.io.IOException;

/**
 * Change sets as records of {@code evenkeel.changes}: one CBOR map (RFC 8949), format version {@value #VERSION}, laid out
 * in {@code docs/contract.md}. Columns go by name and NULL is left out, so that a reader with more columns than the
 * writer had reads NULL there, and one with fewer says which it does not know. Thread-safe.
 */
public final class ChangeSetCodec {
    static final int VERSION = 1;

    private static final CBORMapper CBOR = new CBORMapper(CBORFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Topics.MAX_CHANGE_BYTES)
                    .build())
            .build());

    private final ChangeSetWriter writer;
    private final ChangeSetReader reader;

    public ChangeSetCodec(Catalogue catalogue) {
        writer = new ChangeSetWriter(catalogue);
        reader = new ChangeSetReader(catalogue);
    }

    /**
     * The record's value.
     *
     * @throws IllegalArgumentException when a row does not have its entity's columns, or a text has a lone surrogate
     */
    public byte[] encode(ChangeSet changeSet) {
        try {
            return CBOR.writeValueAsBytes(writer.write(changeSet));
        } catch (IOException unencodable) {
            throw new IllegalArgumentException(
                    "change set " + changeSet.position() + " cannot be encoded: " + unencodable.getMessage(),
                    unencodable);
        }
    }

    /** @throws MalformedChangeSetException when the bytes are no change set of this version and catalogue */
    public ChangeSet decode(byte[] bytes) {
        try (JsonParser record = CBOR.createParser(bytes)) {
            return reader.read(record);
        } catch (IOException malformed) {
            throw new MalformedChangeSetException("not CBOR: " + malformed.getMessage(), malformed);
        }
    }
}
