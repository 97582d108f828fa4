package io.evenkeel.contract.store;

import io.evenkeel.contract.change.Verdict;

/**
 * A change set that a store can never apply.
 *
 * @param consumed the change set and where it was read
 * @param verdict why
 */
public record Refusal(ChangeBatch.Consumed consumed, Verdict.Refused verdict) {}
