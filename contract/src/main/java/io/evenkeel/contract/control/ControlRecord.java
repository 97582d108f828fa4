package io.evenkeel.contract.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.change.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One record of the control log. The newest {@link Phase#COMMIT} with the highest term is the truth about
 * {@code DB_BACKEND}; a {@link Phase#PREPARE} without its commit changes nothing.
 *
 * @param term counts decisions; readers ignore a record whose term is not above the last one seen in its phase
 * @param phase where in a flip this record stands
 * @param stage the stage that is prepared, decided or kept
 * @param at when, by the decider's clock
 * @param who who asked
 * @param why the reason given, or null
 * @param barrier the barrier's position in each partition, which the new backend had applied; empty before the first flip
 */
public record ControlRecord(
        long term,
        Phase phase,
        Stage stage,
        Instant at,
        String who,
        @Nullable String why,
        List<Position> barrier) {

    /** The key of decisions. */
    public static final String KEY = "DB_BACKEND";

    /** The key of flips that have begun or were given up: compaction must not drop the decision that holds for them. */
    public static final String FLIP_KEY = KEY + "/flip";

    /** Where in a flip a record stands. */
    public enum Phase {
        PREPARE,
        COMMIT,
        ABORT
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    public ControlRecord {
        barrier = List.copyOf(barrier);
    }

    /** The record's key in the log: {@link #KEY} for a decision, {@link #FLIP_KEY} for the rest of a flip. */
    public String key() {
        return phase == Phase.COMMIT ? KEY : FLIP_KEY;
    }

    /** The record's value in the log. */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("term", term);
        json.put("phase", phase.name().toLowerCase(Locale.ROOT));
        json.put("stage", stage.label());
        json.put("backend", stage.backend().label());
        json.put("at", at.toString());
        json.put("who", who);
        json.put("why", why);
        var positions = json.putArray("barrier");
        barrier.forEach(position -> positions.add(position.toString()));
        return json.toString();
    }

    /** @throws IllegalArgumentException when the text is not a control record */
    public static ControlRecord fromJson(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<Position> barrier = new ArrayList<>();
            json.path("barrier").forEach(position -> barrier.add(Position.parse(position.asText())));
            return new ControlRecord(
                    json.required("term").longValue(),
                    Phase.valueOf(json.required("phase").asText().toUpperCase(Locale.ROOT)),
                    Stage.find(json.required("stage").asText()).orElseThrow(),
                    Instant.parse(json.required("at").asText()),
                    json.required("who").asText(),
                    json.path("why").isTextual() ? json.path("why").asText() : null,
                    barrier);
        } catch (JsonProcessingException | RuntimeException malformed) {
            throw new IllegalArgumentException("not a control record: " + text, malformed);
        }
    }
}
