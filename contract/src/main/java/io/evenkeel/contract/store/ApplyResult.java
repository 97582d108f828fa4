package io.evenkeel.contract.store;

/**
 * What a batch came to.
 *
 * @param rowsPut rows inserted or replaced, after folding
 * @param rowsRemoved rows deleted, after folding
 * @param skipped change sets older than what is stored
 * @param refused change sets that went to the dead letters
 */
public record ApplyResult(int rowsPut, int rowsRemoved, int skipped, int refused) {}
