package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.change.Position;
import io.evenkeel.parity.ledger.EntityContent;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate says. {@code docs/contract.md} has the format.
 *
 * @param certificate {@link #FORMAT}
 * @param id unique among one checker's certificates
 * @param issuedAt when, by the checker's clock
 * @param product the version of Evenkeel that made it
 * @param log which log it is about
 * @param positions the last event of each partition that it covers; partitions without one are absent
 * @param catalogue as {@link CatalogueDigest} has it
 * @param entities what the log says that both stores hold at these positions, every entity of the catalogue
 * @param parity whether they were found to hold it
 * @param flip the decision that it was issued for, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Certificate(
        String certificate,
        String id,
        Instant issuedAt,
        String product,
        Log log,
        List<Position> positions,
        String catalogue,
        Map<String, EntityContent> entities,
        Parity parity,
        @Nullable CertifiedFlip flip) {
    /** The kind of document, and the version of its form. */
    static final String FORMAT = "evenkeel-parity/2";

    Certificate {
        if (!FORMAT.equals(certificate)) {
            throw new IllegalArgumentException("its form is not " + FORMAT + " but " + certificate);
        }
        given(id, "id");
        given(issuedAt, "issuedAt");
        given(product, "product");
        given(log, "log");
        given(catalogue, "catalogue");
        given(parity, "parity");
        positions = List.copyOf(given(positions, "positions"));
        entities = Collections.unmodifiableMap(new TreeMap<>(given(entities, "entities")));
        for (Position position : positions) {
            if (position.epoch() != log.epoch()
                    || position.partition() < 0
                    || position.partition() >= log.partitions()) {
                throw new IllegalArgumentException("position " + position + " is not of the log it names");
            }
        }
        long partitions = positions.stream().map(Position::partition).distinct().count();
        if (partitions != positions.size()) {
            throw new IllegalArgumentException("it names a partition twice");
        }
    }

    /**
     * A log.
     *
     * @param topicPrefix what the names of its topics begin with
     * @param partitions how many it has
     * @param epoch its incarnation
     */
    record Log(String topicPrefix, int partitions, long epoch) {
        Log {
            given(topicPrefix, "topicPrefix");
            if (partitions < 1) {
                throw new IllegalArgumentException("a log has partitions, not " + partitions);
            }
        }
    }

    /**
     * What verification had found when the certificate was issued.
     *
     * @param verdict {@code verified}, {@code stale} or {@code not_verified}
     * @param reason why
     * @param compared whether both stores had been compared with the log up to the certificate's positions
     * @param lagSeconds the age of the oldest event that was not compared
     * @param mismatches how many were open
     * @param deadLetters how many were open; null when they were not known
     * @param verified the verified watermarks
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Parity(
            String verdict,
            String reason,
            boolean compared,
            double lagSeconds,
            long mismatches,
            @Nullable Long deadLetters,
            List<Position> verified) {
        Parity {
            given(verdict, "verdict");
            given(reason, "reason");
            verified = List.copyOf(given(verified, "verified"));
        }
    }

    /** The offsets of the positions by partition. */
    SortedMap<Integer, Long> offsets() {
        return positions.stream()
                .collect(Collectors.toMap(
                        Position::partition, Position::offset, (first, second) -> first, TreeMap::new));
    }

    /** A reader may find that a document lacks what may not be null. */
    private static <T> T given(@Nullable T value, String member) {
        if (value == null) {
            throw new IllegalArgumentException("it has no member '" + member + "'");
        }
        return value;
    }
}
