/** The HTTP edge of reads and search: resources, configuration and wiring. */
@NullMarked
package io.evenkeel.query;

import org.jspecify.annotations.NullMarked;
