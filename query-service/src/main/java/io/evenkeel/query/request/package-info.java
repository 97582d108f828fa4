/** What clients send, understood or refused with what to write instead. */
@NullMarked
package io.evenkeel.query.request;

import org.jspecify.annotations.NullMarked;
