/** One Supabase database: apply, read and search over the reactive client; and, with SQL of its own, scan and digest. */
@NullMarked
package io.evenkeel.supabase;

import org.jspecify.annotations.NullMarked;
