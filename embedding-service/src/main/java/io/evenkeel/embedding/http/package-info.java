/** Embeddings over HTTP, in OpenAI's shape. */
@NullMarked
package io.evenkeel.embedding.http;

import org.jspecify.annotations.NullMarked;
