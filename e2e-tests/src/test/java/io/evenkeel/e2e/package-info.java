/** Whole-system tests: the built command and the built services, as an operator runs them. */
@NullMarked
package io.evenkeel.e2e;

import org.jspecify.annotations.NullMarked;
