/** Comparing all content: beside a plain checker, and beside what Postgres needs for digests alone. */
@NullMarked
package io.evenkeel.bench.parity;

import org.jspecify.annotations.NullMarked;
