package io.evenkeel.parity.certificate;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.Snapshot;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.parity.ParityFacts;
import io.evenkeel.parity.certificate.Certificate.Log;
import io.evenkeel.parity.certificate.Certificate.Parity;
import io.evenkeel.parity.ledger.EntityContent;
import io.evenkeel.parity.ledger.Ledger;
import io.evenkeel.parity.ledger.Pause;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes certificates of where the ledger stands. Thread-safe. */
final class Issuer {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Log log;
    private final Catalogue catalogue;
    private final String product;
    private final Ledger ledger;
    private final Supplier<ParityFacts> parity;
    private final Duration patience;
    private final Pause pause;
    private final Clock clock;

    /**
     * An issuer.
     *
     * @param product the version of Evenkeel
     * @param ledger what the log says
     * @param parity what verification finds
     * @param patience how long verification may take to come to the ledger's positions
     * @param pause ends waiting early
     */
    Issuer(
            Topics topics,
            long epoch,
            Catalogue catalogue,
            String product,
            Ledger ledger,
            Supplier<ParityFacts> parity,
            Duration patience,
            Pause pause,
            Clock clock) {
        this.log = new Log(topics.prefix(), topics.partitions(), epoch);
        this.catalogue = catalogue;
        this.product = product;
        this.ledger = ledger;
        this.parity = parity;
        this.patience = patience;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * A certificate of where the ledger stands now. What verification found is asked for once it has come there too, or
     * the time for that is over; the certificate says which.
     */
    Certificate issue(String id, @Nullable CertifiedFlip flip) {
        Snapshot<Map<String, EntityContent>> contents = ledger.contents();
        List<Position> positions = contents.positions().values().stream()
                .map(StorePosition::applied)
                .sorted(Comparator.comparingInt(Position::partition))
                .toList();
        Map<String, EntityContent> entities = new LinkedHashMap<>();
        for (Entity entity : catalogue.entities()) {
            entities.put(entity.name(), contents.value().getOrDefault(entity.name(), EntityContent.NOTHING));
        }
        return new Certificate(
                Certificate.FORMAT,
                id,
                clock.instant(),
                product,
                log,
                positions,
                CatalogueDigest.of(catalogue),
                entities,
                found(positions),
                flip);
    }

    private Parity found(List<Position> positions) {
        long deadline = System.nanoTime() + patience.toNanos();
        ParityFacts facts = parity.get();
        while (facts.comparing() && !compared(facts, positions) && System.nanoTime() < deadline && !pause.over()) {
            pause.await(POLL);
            facts = parity.get();
        }
        return new Parity(
                facts.verdict(),
                facts.reason(),
                compared(facts, positions),
                facts.lag().toMillis() / 1_000.0,
                facts.openMismatches(),
                facts.openDeadLetters(),
                facts.watermarks().entrySet().stream()
                        .map(mark -> new Position(log.epoch(), mark.getKey(), mark.getValue()))
                        .sorted(Comparator.comparingInt(Position::partition))
                        .toList());
    }

    private static boolean compared(ParityFacts facts, List<Position> positions) {
        return positions.stream()
                .allMatch(position -> facts.watermarks().getOrDefault(position.partition(), -1L) >= position.offset());
    }
}
