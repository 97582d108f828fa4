package io.evenkeel.kit;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.topic.Topics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** The platform's beans, made once from {@link PlatformConfig}. */
@Singleton
final class Platform {
    private final PlatformConfig config;

    Platform(PlatformConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    Catalogue catalogue() {
        return Catalogue.load(config.packs().orElse(List.of()));
    }

    @Produces
    @Singleton
    Topics topics() {
        return new Topics(config.topicPrefix(), config.partitions());
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
