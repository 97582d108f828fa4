/** Tests of planning and encoding change sets. */
@NullMarked
package io.evenkeel.contract.change;

import org.jspecify.annotations.NullMarked;
