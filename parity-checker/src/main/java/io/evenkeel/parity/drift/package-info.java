/** Changes of a store that did not come through the log: seen as they happen, reported, taken back or taken over. */
@NullMarked
package io.evenkeel.parity.drift;

import org.jspecify.annotations.NullMarked;
