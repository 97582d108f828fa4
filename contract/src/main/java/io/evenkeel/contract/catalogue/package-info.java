/** The entity catalogue: which tables, columns, owners, references and vectors there are, and what each store calls them. */
@NullMarked
package io.evenkeel.contract.catalogue;

import org.jspecify.annotations.NullMarked;
