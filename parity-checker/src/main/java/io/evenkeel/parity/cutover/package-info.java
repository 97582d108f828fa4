/** The flip of DB_BACKEND: gates, prepare, barrier, commit. */
@NullMarked
package io.evenkeel.parity.cutover;

import org.jspecify.annotations.NullMarked;
