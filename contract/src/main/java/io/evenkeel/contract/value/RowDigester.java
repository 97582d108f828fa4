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
    private static final int HEADER = 1 + Integer.BYTES;

    private final MessageDigest sha256 = Digest.sha256();
    private final byte[] digest = new byte[sha256.getDigestLength()];
    private final byte[] tags;
    private final int afterEntity;
    private byte[] canonical = new byte[4_096];

    /** For rows of that entity. */
    public RowDigester(Entity entity) {
        List<Column> columns = entity.columns();
        tags = new byte[columns.size()];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = (byte) CanonicalForm.tag(columns.get(i).type());
        }
        canonical[0] = CanonicalForm.VERSION;
        afterEntity = field(1, (byte) CanonicalForm.TEXT_TAG, entity.name().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The digest of a row.
     *
     * @param workspace in UTF-8
     * @param payloads one a content column, in catalogue order; null for NULL
     */
    public Digest digest(byte[] workspace, byte[] @Nullable [] payloads) {
        if (payloads.length != tags.length) {
            throw new IllegalArgumentException(tags.length + " columns, not " + payloads.length);
        }
        int end = field(afterEntity, (byte) CanonicalForm.TEXT_TAG, workspace);
        for (int i = 0; i < tags.length; i++) {
            end = field(end, tags[i], payloads[i]);
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
    private int field(int from, byte tag, byte @Nullable [] payload) {
        int end = from + (payload == null ? 1 : HEADER + payload.length);
        if (end > canonical.length) {
            byte[] longer = new byte[Math.max(end, 2 * canonical.length)];
            System.arraycopy(canonical, 0, longer, 0, from);
            canonical = longer;
        }
        if (payload == null) {
            canonical[from] = CanonicalForm.NULL_FIELD;
        } else {
            ByteBuffer.wrap(canonical, from, end - from)
                    .put(tag)
                    .putInt(payload.length)
                    .put(payload);
        }
        return end;
    }
}
