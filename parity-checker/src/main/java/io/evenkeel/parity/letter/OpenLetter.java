package io.evenkeel.parity.letter;

import io.evenkeel.contract.topic.DeadLetter;

/**
 * A dead letter that is open.
 *
 * @param letter what is known of it
 * @param record the offset of its last record in the dead-letter topic
 */
public record OpenLetter(DeadLetter letter, long record) {}
