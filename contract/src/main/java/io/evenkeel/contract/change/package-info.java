/** Change sets: what one event does, where it stands in the log, and the plan that applies a batch of them. */
@NullMarked
package io.evenkeel.contract.change;

import org.jspecify.annotations.NullMarked;
