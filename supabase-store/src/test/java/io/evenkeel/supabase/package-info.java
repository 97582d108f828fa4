/** Tests of the Supabase store; those named IT run against a real Postgres with pgvector. */
@NullMarked
package io.evenkeel.supabase;

import org.jspecify.annotations.NullMarked;
