package io.evenkeel.parity.history;

import io.evenkeel.parity.finding.Findings;
import io.evenkeel.parity.sweep.SweepReport;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is recorded.
 *
 * @param journal what waits
 * @param findings the open mismatches
 * @param sweeps those that are remembered
 */
public record Followed(Journal journal, Findings findings, Supplier<List<SweepReport>> sweeps) {}
