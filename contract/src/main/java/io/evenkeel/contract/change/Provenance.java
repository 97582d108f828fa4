package io.evenkeel.contract.change;

/**
 * What made the vectors of a change set. Counted, not compared: both stores copy the same bytes.
 *
 * @param model the model's identity, as in {@code embedding_model}
 * @param engine the engine and its version
 * @param optimisation the engine's graph optimisation level
 * @param device what it ran on, for example {@code cpu}
 */
public record Provenance(String model, String engine, String optimisation, String device) {}
