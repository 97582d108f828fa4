/** The suite that every store passes, and the rows that it uses. */
@NullMarked
package io.evenkeel.contract.store;

import org.jspecify.annotations.NullMarked;
