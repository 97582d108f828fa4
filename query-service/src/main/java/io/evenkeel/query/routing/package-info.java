/** Which store serves a read, and whether it has come far enough to. */
@NullMarked
package io.evenkeel.query.routing;

import org.jspecify.annotations.NullMarked;
