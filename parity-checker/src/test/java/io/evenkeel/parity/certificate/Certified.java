package io.evenkeel.parity.certificate;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Position;
import io.evenkeel.parity.certificate.Certificate.Log;
import io.evenkeel.parity.certificate.Certificate.Parity;
import io.evenkeel.parity.certificate.CertifiedFlip.CertifiedGate;
import io.evenkeel.parity.ledger.EntityContent;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Certificates for tests. */
final class Certified {
    private static final Log LOG = new Log("evenkeel", 3, 1_790_000_000_000L);

    private Certified() {}

    /** One with something in every field. */
    static Certificate ofAFlip() {
        Position position = new Position(LOG.epoch(), 1, 17);
        return new Certificate(
                Certificate.FORMAT,
                "a-certificate",
                Instant.parse("2026-11-22T03:04:05.678Z"),
                "0.1.0",
                LOG,
                List.of(position),
                CatalogueDigest.of(Catalogue.shipped()),
                Map.of("documents", new EntityContent(2, "0f".repeat(32)), "tags", EntityContent.NOTHING),
                new Parity("verified", "nothing differs", true, 0.25, 0, 0L, List.of(position)),
                new CertifiedFlip(
                        3,
                        "dual-write",
                        "live",
                        Instant.parse("2026-11-22T03:04:05Z"),
                        "operator",
                        "the day has come",
                        List.of(position),
                        List.of(new CertifiedGate("mismatches", "0 open", "none open", true, true))));
    }
}
