package io.evenkeel.ingest;

/**
 * Where an event stands in the log.
 *
 * @param partition its partition
 * @param offset its offset
 */
record Receipt(int partition, long offset) {}
