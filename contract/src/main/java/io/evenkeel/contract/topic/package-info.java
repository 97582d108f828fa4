/** Names and settings of the Kafka topics, and the epoch of the log. */
@NullMarked
package io.evenkeel.contract.topic;

import org.jspecify.annotations.NullMarked;
