/** Rows as JSON. */
@NullMarked
package io.evenkeel.query.render;

import org.jspecify.annotations.NullMarked;
