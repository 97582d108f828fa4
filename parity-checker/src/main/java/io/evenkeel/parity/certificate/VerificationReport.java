package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of verifying a certificate.
 *
 * @param id the certificate's
 * @param issuedAt when it says that it was issued
 * @param fingerprint of the key that it says has signed it
 * @param held whether everything that was done held, and the signature was among it
 * @param replayed whether the log was replayed and says what the certificate says; a signature alone proves only who wrote it
 * @param checks what was done, and what was not and why, in order
 * @param rows rows of a store that differ from the log, at most {@link StoreCheck#LISTED} of each store
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record VerificationReport(
        String id,
        Instant issuedAt,
        String fingerprint,
        boolean held,
        boolean replayed,
        List<Check> checks,
        List<DifferingRow> rows) {
    VerificationReport {
        checks = List.copyOf(checks);
        rows = List.copyOf(rows);
    }

    /**
     * One thing to verify.
     *
     * @param name {@code signature}, {@code key}, {@code catalogue}, {@code log}, {@code content}, {@code sqlite} or
     *     {@code supabase}
     * @param outcome {@code held}, {@code failed} or {@code not_done}
     * @param detail what was found, or why it was not done
     */
    record Check(String name, String outcome, String detail) {
        private static final String FAILED = "failed";

        static Check held(String name, String detail) {
            return new Check(name, "held", detail);
        }

        static Check failed(String name, String detail) {
            return new Check(name, FAILED, detail);
        }

        static Check notDone(String name, String detail) {
            return new Check(name, "not_done", detail);
        }

        boolean isFailed() {
            return outcome.equals(FAILED);
        }

        boolean isHeld() {
            return outcome.equals("held");
        }
    }

    /**
     * A row that a store does not hold as the log has it.
     *
     * @param store the store
     * @param kind {@code missing}, {@code extra} or {@code different}
     */
    record DifferingRow(
            String store, String entity, @Nullable String workspaceId, String id, String kind) {}
}
