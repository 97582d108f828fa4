package io.evenkeel.contract.event;

import io.evenkeel.contract.catalogue.Catalogue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Envelopes and gates for tests. */
final class Events {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456789Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private Events() {}

    static EventGate gate(Catalogue catalogue) {
        return new EventGate(catalogue, CLOCK);
    }

    /** An envelope of a type, without the prefix; single quotes in the data stand for double ones. */
    static EventEnvelope envelope(String type, String data, String... attributes) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("specversion", "1.0");
        all.put("id", "e1");
        all.put("source", "/app");
        all.put("type", Event.TYPE_PREFIX + type);
        for (int i = 0; i < attributes.length; i += 2) {
            all.put(attributes[i], attributes[i + 1]);
        }
        all.values().removeIf(String::isEmpty);
        return switch (StrictJson.parse(data.replace('\'', '"'), "/data")) {
            case StrictJson.Result.Parsed parsed -> new EventEnvelope(all, parsed.json());
            case StrictJson.Result.Refused refused ->
                throw new AssertionError(refused.problem().toString());
        };
    }

    static List<GateResult.AcceptedEvent> accepted(GateResult result) {
        return switch (result) {
            case GateResult.Accepted accepted -> accepted.events();
            case GateResult.Refused refused ->
                throw new AssertionError(refused.problems().toString());
        };
    }

    /** What was refused, each as {@code code pointer}. */
    static List<String> refused(GateResult result) {
        return switch (result) {
            case GateResult.Accepted accepted -> throw new AssertionError("accepted: " + accepted.events());
            case GateResult.Refused refused ->
                refused.problems().stream()
                        .map(problem -> problem.code() + " " + problem.pointer())
                        .toList();
        };
    }
}
