/** Accepts events over HTTP, passes them through the gate, publishes them, and answers with receipts. */
@NullMarked
package io.evenkeel.ingest;

import org.jspecify.annotations.NullMarked;
