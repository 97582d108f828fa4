package io.evenkeel.parity.drift;

import io.evenkeel.contract.catalogue.Catalogue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which policy each entity has.
 *
 * @param standard for entities that are not named
 * @param byEntity by the entity's name
 */
public record DriftPolicies(DriftPolicy standard, Map<String, DriftPolicy> byEntity) {
    /** Everything is reported, and nothing done. */
    public static final DriftPolicies ALERT = new DriftPolicies(DriftPolicy.ALERT, Map.of());

    public DriftPolicies {
        byEntity = Map.copyOf(byEntity);
    }

    /**
     * Reads {@code policy} or {@code entity=policy}, separated by commas: {@code alert, tags=revert, documents=adopt}.
     *
     * @throws IllegalArgumentException when an entity or a policy is not known, or something is said twice
     */
    public static DriftPolicies parse(String text, Catalogue catalogue) {
        DriftPolicy standard = null;
        Map<String, DriftPolicy> byEntity = new HashMap<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            String[] sides = part.strip().split("=", -1);
            DriftPolicy policy = policy(sides[sides.length - 1].strip(), text);
            if (sides.length == 1 && standard == null) {
                standard = policy;
            } else if (sides.length != 2
                    || catalogue.find(sides[0].strip()).isEmpty()
                    || byEntity.put(sides[0].strip(), policy) != null) {
                throw refused(
                        text,
                        "'" + part.strip() + "' names no entity, or one that was named before; there are "
                                + catalogue.entities().stream()
                                        .map(entity -> entity.name())
                                        .collect(Collectors.joining(", ")));
            }
        }
        return new DriftPolicies(standard == null ? DriftPolicy.ALERT : standard, byEntity);
    }

    /** The policy of an entity. */
    public DriftPolicy of(String entity) {
        return byEntity.getOrDefault(entity, standard);
    }

    private static DriftPolicy policy(String label, String text) {
        return Arrays.stream(DriftPolicy.values())
                .filter(policy -> policy.label().equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> refused(text, "'" + label + "' is none of alert, revert and adopt"));
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("evenkeel.parity.drift.policy is '" + text + "': " + why
                + "; write for example alert, tags=revert, documents=adopt");
    }
}
