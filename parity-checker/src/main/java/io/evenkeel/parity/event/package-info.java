/** What the checker itself writes into the log of events. */
@NullMarked
package io.evenkeel.parity.event;

import org.jspecify.annotations.NullMarked;
