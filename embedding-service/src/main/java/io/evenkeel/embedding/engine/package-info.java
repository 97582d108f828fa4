/** The model: texts to vectors, and long texts to pieces that it takes in whole. Plain Java. */
@NullMarked
package io.evenkeel.embedding.engine;

import org.jspecify.annotations.NullMarked;
