package io.evenkeel.contract.value;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.catalogue.Entity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Digests rows of one entity, one after the other, of which the payloads are known already: what
 * {@link CanonicalForm#encode(Entity, String, List)} and {@link Digest#of} give, in memory that is used again. One thread.
 */
public final class RowDigester {
    private static final int HEADER = 2 * Integer.BYTES;

    private final MessageDigest sha256 = Digest.sha256();
    private final byte[] digest = new byte[sha256.getDigestLength()];
    private final int[] oids;
    private final int afterEntity;
    private byte[] canonical = new byte[4_096];

    /** For rows of that entity. */
    public RowDigester(Entity entity) {
        List<Column> columns = entity.columns();
        oids = new int[columns.size()];
        for (int i = 0; i < oids.length; i++) {
            oids[i] = CanonicalForm.oid(columns.get(i).type());
        }
        ByteBuffer.wrap(canonical).putInt(CanonicalForm.fields(entity));
        afterEntity = field(Integer.BYTES, CanonicalForm.TEXT, entity.name().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The digest of a row.
     *
     * @param workspace in UTF-8
     * @param payloads one a content column, in catalogue order; null for NULL
     */
    public Digest digest(byte[] workspace, byte[] @Nullable [] payloads) {
        if (payloads.length != oids.length) {
            throw new IllegalArgumentException(oids.length + " columns, not " + payloads.length);
        }
        int end = field(afterEntity, CanonicalForm.TEXT, workspace);
        for (int i = 0; i < oids.length; i++) {
            end = field(end, oids[i], payloads[i]);
        }
        try {
            sha256.update(canonical, 0, end);
            sha256.digest(digest, 0, digest.length);
        } catch (DigestException impossible) {
            throw new IllegalStateException("a SHA-256 fits into its own length", impossible);
        }
        return Digest.fromBytes(digest);
    }

    /** Writes a field from that place on, and says where it ends. */
    private int field(int from, int oid, byte @Nullable [] payload) {
        int end = from + HEADER + (payload == null ? 0 : payload.length);
        if (end > canonical.length) {
            byte[] longer = new byte[Math.max(end, 2 * canonical.length)];
            System.arraycopy(canonical, 0, longer, 0, from);
            canonical = longer;
        }
        ByteBuffer field = ByteBuffer.wrap(canonical, from, end - from)
                .putInt(oid)
                .putInt(payload == null ? CanonicalForm.OF_NULL : payload.length);
        if (payload != null) {
            field.put(payload);
        }
        return end;
    }
}
