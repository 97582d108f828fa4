/** What a stack keeps while its processes are killed, stopped, cut off or starved: faults, and guarantees that judge them. */
@NullMarked
package io.evenkeel.e2e.faults;

import org.jspecify.annotations.NullMarked;
