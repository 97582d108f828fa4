/** The shared language of all services: plain Java, no framework. */
@NullMarked
package io.evenkeel.contract;

import org.jspecify.annotations.NullMarked;
