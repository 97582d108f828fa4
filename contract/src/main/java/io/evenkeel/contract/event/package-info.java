/** Events as applications send them, and the gate that accepts or refuses them. */
@NullMarked
package io.evenkeel.contract.event;

import org.jspecify.annotations.NullMarked;
