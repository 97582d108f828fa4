package io.evenkeel.parity.cutover;

import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.ControlRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The documents of the cutover API. */
final class CutoverJson {
    private CutoverJson() {}

    /**
     * What is asked for.
     *
     * @param stage {@code dual-write} or {@code live}, or the backend to read from
     * @param dryRun whether only to look
     * @param force whether to pass over gates; needs a reason
     * @param reason why; kept in the history
     */
    record Request(
            @Nullable String stage,
            @Nullable Boolean dryRun,
            @Nullable Boolean force,
            @Nullable String reason) {}

    /**
     * Where the migration stands.
     *
     * @param stage the stage that holds
     * @param backend the store that is read
     * @param term counts decisions
     * @param since when it was decided
     * @param who who asked
     * @param why the reason given, or null
     * @param barrier where the barrier stood that the backend had applied
     * @param certificate the id of the decision's certificate; null for the first stage
     * @param flipping whether a flip is under way
     * @param gates the gates towards the other backend, as they stand now
     * @param available what can be asked for
     * @param warnings what a person should know
     */
    record Status(
            String stage,
            String backend,
            long term,
            Instant since,
            String who,
            @Nullable String why,
            List<String> barrier,
            @Nullable String certificate,
            boolean flipping,
            List<Gate> gates,
            List<String> available,
            List<String> warnings) {}

    /**
     * What a request came to.
     *
     * @param outcome {@code committed}, {@code unchanged} or {@code dry-run}
     * @param from the stage before
     * @param to the stage that was asked for
     * @param backend the store that is read from now on
     * @param term the decision that holds
     * @param seconds how long the flip took
     * @param barrier where the barrier stands that the backend has applied
     * @param certificate the id of the certificate of the decision that holds; null for the first stage
     * @param gates each gate with its value and limit
     * @param refused whether a gate would refuse the flip, in a dry run
     */
    record Answer(
            String outcome,
            String from,
            String to,
            String backend,
            long term,
            double seconds,
            List<String> barrier,
            @Nullable String certificate,
            List<Gate> gates,
            boolean refused) {}

    static Status status(
            ControlRecord holds,
            boolean flipping,
            List<Gate> gates,
            Optional<String> contradiction,
            @Nullable String certificate) {
        return new Status(
                holds.stage().label(),
                holds.stage().backend().label(),
                holds.term(),
                holds.at(),
                holds.who(),
                holds.why(),
                positions(holds.barrier()),
                certificate,
                flipping,
                gates,
                RequestedStage.AVAILABLE,
                contradiction.map(List::of).orElse(List.of()));
    }

    static Answer committed(Outcome.Done done, @Nullable String certificate) {
        return answer("committed", done.move(), done.record(), certificate, done.took(), done.gates());
    }

    static Answer planned(Outcome.Planned planned, @Nullable String certificate) {
        return answer("dry-run", planned.move(), planned.holds(), certificate, Duration.ZERO, planned.gates());
    }

    static Answer unchanged(Outcome.Unchanged unchanged, @Nullable String certificate) {
        Move.Stay stay = new Move.Stay(unchanged.holds().stage());
        return answer("unchanged", stay, unchanged.holds(), certificate, Duration.ZERO, List.of());
    }

    private static Answer answer(
            String outcome,
            Move move,
            ControlRecord holds,
            @Nullable String certificate,
            Duration took,
            List<Gate> gates) {
        return new Answer(
                outcome,
                move.from().label(),
                move.to().label(),
                holds.stage().backend().label(),
                holds.term(),
                took.toMillis() / 1_000.0,
                positions(holds.barrier()),
                certificate,
                gates,
                gates.stream().anyMatch(Gate::blocks));
    }

    private static List<String> positions(List<Position> barrier) {
        return barrier.stream().map(Position::toString).toList();
    }
}
