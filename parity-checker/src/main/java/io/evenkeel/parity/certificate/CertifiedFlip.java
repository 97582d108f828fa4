package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenkeel.contract.change.Position;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision on the stage that was committed once the new backend had applied its barrier.
 *
 * @param term the decision
 * @param from the stage before; null when the checker ended before it was kept
 * @param to the stage since
 * @param at when, by the decider's clock
 * @param who who asked
 * @param why the reason given, or null
 * @param barrier where the barrier stood, by partition
 * @param gates each gate as it stood; null when the checker ended before they were kept
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CertifiedFlip(
        long term,
        @Nullable String from,
        String to,
        Instant at,
        String who,
        @Nullable String why,
        List<Position> barrier,
        @Nullable List<CertifiedGate> gates) {
    public CertifiedFlip {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(who, "who");
        barrier = List.copyOf(Objects.requireNonNull(barrier, "barrier"));
        gates = gates == null ? null : List.copyOf(gates);
    }

    /**
     * One condition of the flip.
     *
     * @param name what it is about
     * @param value what was found, for people
     * @param limit what was asked for, for people
     * @param passed whether the value was within the limit
     * @param required whether the flip was refused otherwise, unless it was forced
     */
    public record CertifiedGate(String name, String value, String limit, boolean passed, boolean required) {
        public CertifiedGate {
            Objects.requireNonNull(name, "name");
        }
    }

    /** The id of this decision's certificate. */
    public static String id(long epoch, long term) {
        return epoch + "-term-" + term;
    }
}
