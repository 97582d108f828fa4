package io.evenkeel.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.event.GateResult.AcceptedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every trap of the value domain, one test each, and what is just beside it. */
class TrapTest {
    /** What was found, and what to do about it. */
    private static final Pattern WITH_HINT = Pattern.compile("(?s).+; .+\\.");

    private static final EventGate GATE = Events.gate(ValuesPack.catalogue());

    @ParameterizedTest
    @EnumSource
    void isRefusedWithTypePointerAndHint(Trap trap) {
        Problem problem = refused(trap);
        assertThat(problem.code()).isEqualTo(trap.code().slug());
        assertThat(problem.type())
                .isEqualTo("urn:evenkeel:problem:" + trap.code().slug());
        assertThat(problem.title()).isEqualTo(trap.code().title());
        assertThat(problem.pointer()).isEqualTo(trap.pointer());
        assertThat(problem.detail()).matches(WITH_HINT).hasSizeLessThan(600);
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWhereverItIsStructured(Trap trap) {
        Problem problem = switch (StrictJson.parse(trap.structured(), "")) {
            case StrictJson.Result.Refused refused -> refused.problem();
            case StrictJson.Result.Parsed parsed ->
                problems(GATE.check(
                                new EventEnvelope(
                                        trap.attributes(), parsed.json().path("data")),
                                "default"))
                        .getFirst();
        };
        assertThat(problem.code()).isEqualTo(trap.code().slug());
        assertThat(problem.pointer()).isEqualTo(trap.pointerWhenStructured());
    }

    @ParameterizedTest
    @EnumSource
    void isAcceptedAndTheGateTakesWhatItGave(NearMiss near) {
        Event event = accepted(near.data("k"));
        AcceptedEvent again = Events.accepted(GATE.check(EventRecords.envelope(event), "default"))
                .getFirst();
        assertThat(again.event()).isEqualTo(event);
    }

    @Test
    void workspacesAreKeys() {
        assertThat(inWorkspace("e\u0301")).isEqualTo("key-not-nfc /workspace");
        assertThat(inWorkspace("x".repeat(513))).isEqualTo("key-too-long /workspace");
        assertThat(inWorkspace("")).isEqualTo("empty-key /workspace");
        assertThat(inWorkspace("a\u0000")).isEqualTo("nul-character /workspace");
        assertThat(inWorkspace("\ud800")).isEqualTo("lone-surrogate /workspace");
        assertThat(inWorkspace("é".repeat(256))).isEqualTo("accepted");
        assertThat(inWorkspace("a/b ü")).isEqualTo("accepted");
    }

    @Test
    void aPointerIsNeverLongerThanAnAnswerCanCarryAndAlwaysText() {
        Problem deep = ProblemCode.WRONG_TYPE.at("/data/" + "k".repeat(1_980) + "/" + "x".repeat(500), "Bad; mend it.");
        assertThat(deep.pointer()).isEqualTo("/data/" + "k".repeat(1_980));
        assertThat(ProblemCode.WRONG_TYPE.at("/" + "x".repeat(5_000), "d").pointer())
                .isEmpty();
        assertThat(ProblemCode.WRONG_TYPE.at("/\ud800😀", "\udc00").pointer()).isEqualTo("/\uFFFD😀");
        assertThat(ProblemCode.WRONG_TYPE.at("/", "a\udc00").detail()).isEqualTo("a\uFFFD");
    }

    @Test
    void anAttributeThatIsThereTwiceIsRefused() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_id", bytes("a")).add("CE_id", bytes("b"));
        assertThat(EventRecords.read(consumed(headers, bytes("{}"))))
                .isInstanceOfSatisfying(EventRecords.Record.Refused.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo("invalid-attribute");
                    assertThat(refused.problem().pointer()).isEqualTo("/id");
                    assertThat(refused.attributes()).containsEntry("id", "a");
                });
    }

    private static String inWorkspace(String workspace) {
        Event sound = accepted(NearMiss.GREATEST_INT64.data("k"));
        return switch (GATE.check(EventRecords.envelope(sound), workspace)) {
            case GateResult.Accepted ignored -> "accepted";
            case GateResult.Refused refused ->
                refused.problems().getFirst().code() + " "
                        + refused.problems().getFirst().pointer();
        };
    }

    /** What the reader of records says, or the gate behind it: the way of an event that is written straight to Kafka. */
    private static Problem refused(Trap trap) {
        RecordHeaders headers = new RecordHeaders();
        trap.attributes().forEach((name, value) -> headers.add("ce_" + name, bytes(value)));
        return switch (EventRecords.read(consumed(headers, trap.data()))) {
            case EventRecords.Record.Refused refused -> refused.problem();
            case EventRecords.Record.Arrived arrived ->
                problems(GATE.check(arrived.envelope(), arrived.workspace())).getFirst();
            case EventRecords.Record.Barrier barrier -> throw new AssertionError(barrier.toString());
        };
    }

    private static List<Problem> problems(GateResult result) {
        return switch (result) {
            case GateResult.Refused refused -> refused.problems();
            case GateResult.Accepted accepted -> throw new AssertionError("accepted: " + accepted.events());
        };
    }

    private static Event accepted(byte[] data) {
        EventEnvelope envelope = switch (StrictJson.parse(data, "/data")) {
            case StrictJson.Result.Parsed parsed ->
                new EventEnvelope(
                        Map.of(
                                "specversion",
                                "1.0",
                                "id",
                                "e1",
                                "source",
                                "/near",
                                "type",
                                "dev.evenkeel.specimens.upserted"),
                        parsed.json());
            case StrictJson.Result.Refused refused ->
                throw new AssertionError(refused.problem().toString());
        };
        return Events.accepted(GATE.check(envelope, "default")).getFirst().event();
    }

    private static ConsumerRecord<byte[], byte[]> consumed(RecordHeaders headers, byte[] value) {
        return new ConsumerRecord<>(
                "events", 0, 0, 0, TimestampType.CREATE_TIME, 0, value.length, null, value, headers, Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
