package io.evenkeel.embedding.changes;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.topic.DeadLetter;
import org.jspecify.annotations.Nullable;

/**
 * What one event came to.
 *
 * @param changeSet what it does; empty when it was refused
 * @param refusal why it does nothing, or null
 */
record Transformed(ChangeSet changeSet, @Nullable DeadLetter refusal) {}
