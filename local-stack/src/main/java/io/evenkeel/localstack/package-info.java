/** Real Kafka and real Postgres with pgvector as child processes of this machine, for {@code evenkeel up} and for tests. */
@NullMarked
package io.evenkeel.localstack;

import org.jspecify.annotations.NullMarked;
