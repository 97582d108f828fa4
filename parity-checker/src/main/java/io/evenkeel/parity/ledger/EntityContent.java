package io.evenkeel.parity.ledger;

import io.evenkeel.contract.value.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What all rows of an entity come to.
 *
 * @param rows how many there are
 * @param digest SHA-256, in lower-case hex, over the 16-byte digests of the rows one after the other, ordered by workspace
 *     and then key, both as UTF-8 bytes
 */
public record EntityContent(long rows, String digest) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** No rows at all. */
    public static final EntityContent NOTHING = new Sum().content();

    public EntityContent {
        if (rows < 0 || !SHA_256.matcher(digest).matches()) {
            throw new IllegalArgumentException(
                    "rows from 0 and a digest of 64 hex digits, not " + rows + ", " + digest);
        }
    }

    /** Adds rows up, in their order. */
    static final class Sum {
        private final MessageDigest digest;
        private long rows;

        Sum() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every JDK has SHA-256", missing);
            }
        }

        void add(Digest row) {
            digest.update(row.toBytes());
            rows++;
        }

        /** Ends the sum. */
        EntityContent content() {
            return new EntityContent(rows, HexFormat.of().formatHex(digest.digest()));
        }
    }
}
