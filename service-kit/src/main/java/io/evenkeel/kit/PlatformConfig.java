package io.evenkeel.kit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings that all services share. */
@ConfigMapping(prefix = "evenkeel")
public interface PlatformConfig {

    /** What the names of all topics begin with ({@code EVENKEEL_TOPIC_PREFIX}). */
    @WithDefault("evenkeel")
    String topicPrefix();

    /** How many partitions events and changes have; fixed for a migration ({@code EVENKEEL_PARTITIONS}). */
    @WithDefault("12")
    int partitions();

    /** The replication factor of topics that are created ({@code EVENKEEL_REPLICATION}). */
    @WithDefault("1")
    short replication();

    /**
     * The packs to serve, comma-separated: names of shipped ones ({@code documents}, {@code reasoning}, {@code chat}) and
     * catalogue files ({@code EVENKEEL_PACKS}); all shipped ones when absent.
     */
    Optional<List<Path>> packs();

    /**
     * How long a service that reads the log may be silent before others of its group take its partitions
     * ({@code EVENKEEL_CONSUMER_SESSION}); brokers take 6 seconds to 30 minutes unless they are set up otherwise.
     */
    @WithDefault("10s")
    Duration consumerSession();

    /** Whether only the workspace {@code default} exists ({@code EVENKEEL_SINGLE_WORKSPACE}). */
    @WithDefault("false")
    boolean singleWorkspace();

    /** The token that admin calls need; required where a service listens beyond loopback ({@code EVENKEEL_ADMIN_TOKEN}). */
    Optional<String> adminToken();
}
