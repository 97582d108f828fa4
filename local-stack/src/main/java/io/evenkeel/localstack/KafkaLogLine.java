package io.evenkeel.localstack;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Prints warnings and errors, and what the server itself says of its start and stop. */
final class KafkaLogLine extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final Level threshold;

    KafkaLogLine(String name) {
        this.name = name;
        this.threshold = name.startsWith("kafka.server.KafkaRaftServer") ? Level.INFO : Level.WARN;
    }

    private boolean prints(Level level) {
        return level.toInt() >= threshold.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return prints(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return prints(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return prints(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return prints(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return prints(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    @SuppressWarnings("SystemOut") // standard output is this process' log file
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        String line = time + " " + level + " " + name + " " + MessageFormatter.basicArrayFormat(message, arguments);
        synchronized (System.out) {
            System.out.println(line);
            if (failure != null) {
                failure.printStackTrace(System.out);
            }
        }
    }
}
