package io.evenkeel.parity.search;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.control.ModelDecision;
import io.evenkeel.kit.PlatformConfig;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.ParityConfig;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.search.SearchReport.Instance;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The searches that all instances of query-service answered lately, or a problem that says why there are none. */
@Singleton
class RecentSearches {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final QueryServices services;
    private final ParityService parity;
    private final Catalogue catalogue;

    RecentSearches(ParityConfig config, PlatformConfig platform, ParityService parity, Catalogue catalogue) {
        this.services = new QueryServices(config.queryUrls(), platform.adminToken(), WAIT);
        this.parity = parity;
        this.catalogue = catalogue;
    }

    /**
     * The latest, newest first.
     *
     * @param most how many searches at most
     * @throws HttpProblem 503 where no instance, or not Kafka, answers; 409 where there is nothing to compare by
     */
    RecentQueries take(int most) {
        String model = model();
        RecentQueries recent = RecentQueries.of(catalogue, model, most, services.recent(most));
        if (!recent.queries().isEmpty()) {
            return recent;
        }
        boolean silent = recent.instances().stream().allMatch(instance -> instance.reason() != null);
        HttpProblem problem = silent
                ? Problems.unavailable(
                        "recent-searches-unavailable",
                        reasons(recent) + "; start query-service, or say where it is with EVENKEEL_QUERY_URLS",
                        Duration.ofSeconds(5))
                : Problems.of(409, "no-recent-searches", "No recent searches", nothing(recent, model))
                        .build();
        throw HttpProblem.builder(problem).with("instances", recent.instances()).build();
    }

    private @Nullable String model() {
        try {
            return parity.reembeds().model().map(ModelDecision::model).orElse(null);
        } catch (KafkaException unavailable) {
            throw Problems.unavailable(
                    "kafka-unavailable", "Kafka does not answer: " + unavailable.getMessage(), Duration.ofSeconds(5));
        }
    }

    private static String nothing(RecentQueries recent, @Nullable String model) {
        List<Instance> instances = recent.instances();
        String why = recent.listed() == 0
                ? "query-service has answered no search since it was started"
                : "of " + recent.listed() + " recent searches "
                        + instances.stream().mapToInt(Instance::otherModel).sum()
                        + " were made with another model than " + model + ", and "
                        + instances.stream().mapToInt(Instance::unfit).sum()
                        + " are of entities or columns that this service's packs do not have";
        String silent = reasons(recent);
        return why + (silent.isEmpty() ? "" : "; " + silent)
                + "; search first, or leave queries out to search by vectors of stored rows";
    }

    private static String reasons(RecentQueries recent) {
        return recent.instances().stream()
                .filter(instance -> instance.reason() != null)
                .map(instance -> instance.url() + ": " + instance.reason())
                .collect(Collectors.joining("; "));
    }
}
