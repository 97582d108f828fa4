package io.evenkeel.parity.drift;

import io.evenkeel.contract.value.RowKey;
import java.time.Instant;

/**
 * A row that was found to differ after a change past the log.
 *
 * @param key the row
 * @param sighting the change by which it was noticed, the last one where there were several
 * @param policy what is done about it
 * @param foundAt when it was found
 */
public record DriftedRow(RowKey key, Sighting sighting, DriftPolicy policy, Instant foundAt) {}
