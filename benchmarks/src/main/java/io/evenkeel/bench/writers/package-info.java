/** What the writers are measured against: plain upserts, COPY, and the Debezium JDBC sink. */
@NullMarked
package io.evenkeel.bench.writers;

import org.jspecify.annotations.NullMarked;
