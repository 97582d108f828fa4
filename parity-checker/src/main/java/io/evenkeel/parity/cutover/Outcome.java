package io.evenkeel.parity.cutover;

import io.evenkeel.contract.control.ControlRecord;
import io.evenkeel.contract.control.Stage;
import java.time.Duration;
import java.util.List;

/** What became of a request to move. */
sealed interface Outcome {
    /** The stage that was asked for holds already. */
    record Unchanged(ControlRecord holds) implements Outcome {}

    /** There is no way from the one stage to the other. */
    record NoWay(Stage from, Stage to) implements Outcome {}

    /** Only looked at. */
    record Planned(Move move, ControlRecord holds, List<Gate> gates) implements Outcome {
        public Planned {
            gates = List.copyOf(gates);
        }
    }

    /** A gate forbids it; nothing was written. */
    record Refused(Move move, List<Gate> gates) implements Outcome {
        public Refused {
            gates = List.copyOf(gates);
        }
    }

    /** Prepared, and given up, because the new backend did not apply the barrier in time. */
    record TimedOut(Move move, ControlRecord record, List<Gate> gates) implements Outcome {
        public TimedOut {
            gates = List.copyOf(gates);
        }
    }

    /** Decided. */
    record Done(Move move, ControlRecord record, List<Gate> gates, Duration took) implements Outcome {
        public Done {
            gates = List.copyOf(gates);
        }
    }
}
