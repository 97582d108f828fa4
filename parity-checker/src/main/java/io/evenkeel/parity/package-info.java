/** Proves, all the time, that both stores hold what the log says, and decides which of them is read. */
@NullMarked
package io.evenkeel.parity;

import org.jspecify.annotations.NullMarked;
