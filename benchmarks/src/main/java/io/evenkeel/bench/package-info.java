/** Measures Evenkeel beside peers: contenders do the same work in interleaved rounds, and every result is checked. */
@NullMarked
package io.evenkeel.bench;

import org.jspecify.annotations.NullMarked;
