/** What every Evenkeel service has: the platform's beans, the control log, problem documents, safe binding. */
@NullMarked
package io.evenkeel.kit;

import org.jspecify.annotations.NullMarked;
