package io.evenkeel.kit.writer;

import io.evenkeel.contract.topic.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter with the record that was refused.
 *
 * @param letter what is known of it
 * @param refused the record, or an earlier record of the same letter
 */
public record WholeLetter(DeadLetter letter, ConsumerRecord<byte[], byte[]> refused) {}
