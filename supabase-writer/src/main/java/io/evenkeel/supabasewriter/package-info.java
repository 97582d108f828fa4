/** Applies the log to Supabase; the only process that writes there. */
@NullMarked
package io.evenkeel.supabasewriter;

import org.jspecify.annotations.NullMarked;
