/** Tests of what needs no store: policies, and which changes are the writer's own. */
@NullMarked
package io.evenkeel.parity.drift;

import org.jspecify.annotations.NullMarked;
