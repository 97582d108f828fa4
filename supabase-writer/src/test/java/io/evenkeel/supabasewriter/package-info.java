/** Tests of the supabase-writer against a real Kafka and a real Postgres. */
@NullMarked
package io.evenkeel.supabasewriter;

import org.jspecify.annotations.NullMarked;
