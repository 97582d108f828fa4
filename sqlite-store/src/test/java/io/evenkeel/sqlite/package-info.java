/** Tests of the SQLite store. */
@NullMarked
package io.evenkeel.sqlite;

import org.jspecify.annotations.NullMarked;
