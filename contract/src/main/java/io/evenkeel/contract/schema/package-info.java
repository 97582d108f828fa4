/** What derives from the catalogue: the schema of both databases, the migrations, and the JSON Schemas of the events. */
@NullMarked
package io.evenkeel.contract.schema;

import org.jspecify.annotations.NullMarked;
