/** Rebuilds vectors through the log: with the same model, or with another. */
@NullMarked
package io.evenkeel.parity.reembed;

import org.jspecify.annotations.NullMarked;
