package io.evenkeel.parity;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.sweep.SweepRequest;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a sweep is asked for; a 422 that points at what cannot be meant. */
final class SweepQuestions {
    private SweepQuestions() {}

    static SweepRequest request(ParityJson.SweepAsked asked, Catalogue catalogue) {
        List<String> entities = asked.entities() == null ? List.of() : asked.entities();
        for (int i = 0; i < entities.size(); i++) {
            if (catalogue.find(entities.get(i)).isEmpty()) {
                throw refused(
                        "/entities/" + i,
                        "no entity '" + entities.get(i) + "'; there are "
                                + String.join(
                                        ", ",
                                        catalogue.entities().stream()
                                                .map(Entity::name)
                                                .toList()));
            }
        }
        Double load = asked.load();
        if (load != null && !(load > 0 && load <= 1)) {
            throw refused("/load", "a load is the share of the time that is worked, above 0 and at most 1");
        }
        return new SweepRequest(entities, asked.workspace(), since(asked.since()), load);
    }

    private static @Nullable Instant since(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException unreadable) {
            throw refused("/since", "'" + text + "' is no time; write 2026-01-31T12:00:00Z");
        }
    }

    private static HttpProblem refused(String pointer, String detail) {
        return Problems.of(422, "no-such-sweep", "No such sweep", detail)
                .with("pointer", pointer)
                .build();
    }
}
