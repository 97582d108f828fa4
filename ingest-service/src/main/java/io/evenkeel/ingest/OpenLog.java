package io.evenkeel.ingest;

import io.evenkeel.kit.EventLog;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Opens the log in the background until it succeeds, so that the service starts, and answers, without Kafka. */
@Singleton
class OpenLog {
    private static final Logger LOG = Logger.getLogger(OpenLog.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final EventLog log;
    private final CompletableFuture<Long> epoch = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    OpenLog(EventLog log) {
        this.log = log;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofPlatform().daemon().name("open-log").start(this::open);
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping.countDown();
    }

    /** The log's epoch; empty when Kafka has not said it in that time. */
    OptionalLong epoch(Duration wait) throws InterruptedException {
        try {
            return OptionalLong.of(epoch.get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException notYet) {
            return OptionalLong.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("opening the log is tried until it succeeds", impossible);
        }
    }

    /** Whether the log is open. */
    boolean isOpen() {
        return epoch.isDone();
    }

    private void open() {
        try {
            while (!epoch.isDone()) {
                try {
                    epoch.complete(log.epoch());
                } catch (IllegalStateException unavailable) {
                    LOG.warnf("topic=%s %s", log.topics().events(), unavailable.getMessage());
                    if (stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
