package io.evenkeel.embedding.changes;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.event.EventGate;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.embedding.engine.CachingEmbedder;
import io.evenkeel.embedding.engine.Chunker;
import io.evenkeel.kit.PlatformConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The plain objects behind the consumer. */
@Singleton
final class ChangesBeans {

    @Produces
    @Singleton
    ChangeSetCodec codec(Catalogue catalogue) {
        return new ChangeSetCodec(catalogue);
    }

    @Produces
    @Singleton
    EventTransformer transformer(
            Catalogue catalogue,
            Topics topics,
            PlatformConfig platform,
            CachingEmbedder embedder,
            Chunker chunker,
            Chunker.Limits limits,
            ChangeSetCodec codec,
            Clock clock) {
        EventReader reader = new EventReader(new EventGate(catalogue, clock, platform.singleWorkspace()), topics);
        return new EventTransformer(reader::read, catalogue, embedder, chunker, limits, codec, clock);
    }
}
