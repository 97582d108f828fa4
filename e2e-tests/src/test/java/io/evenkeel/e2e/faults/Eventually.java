package io.evenkeel.e2e.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what has to come, and says what there was instead when it does not. */
final class Eventually {
    private static final Duration POLL = Duration.ofMillis(100);

    private Eventually() {}

    static void within(Duration time, String what, BooleanSupplier condition, Supplier<String> otherwise) {
        try {
            await().pollInSameThread()
                    .atMost(time)
                    .pollInterval(POLL)
                    .pollDelay(Duration.ZERO)
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("not within " + time + ": " + what + "; instead " + otherwise.get(), late);
        }
    }

    static void within(Duration time, String what, BooleanSupplier condition) {
        within(time, what, condition, () -> "nothing of the kind");
    }
}
