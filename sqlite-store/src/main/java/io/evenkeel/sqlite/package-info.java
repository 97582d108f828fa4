/** One SQLite file as a store: schema, apply, read, search; and apart from those, scan and digest. */
@NullMarked
package io.evenkeel.sqlite;

import org.jspecify.annotations.NullMarked;
