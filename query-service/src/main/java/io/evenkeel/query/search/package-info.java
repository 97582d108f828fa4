/** Semantic search over every entity that has a vector. */
@NullMarked
package io.evenkeel.query.search;

import org.jspecify.annotations.NullMarked;
