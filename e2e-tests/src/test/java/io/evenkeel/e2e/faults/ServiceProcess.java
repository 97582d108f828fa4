package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.localstack.BuiltService;
import io.evenkeel.localstack.Lifetime;
import io.evenkeel.localstack.LocalService;
import io.evenkeel.localstack.LocalStackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One instance of a built service, as a process that can be killed, frozen and started again. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final String module;
    private final String memory;
    private final Path folder;
    private final Map<String, String> environment;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private @Nullable LocalService running;

    /**
     * @param module the service's module
     * @param memory the JVM's largest heap, for example {@code 128m}
     * @param folder for its log
     */
    ServiceProcess(String module, String memory, Path folder, Map<String, String> environment) {
        this.module = module;
        this.memory = memory;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    String module() {
        return module;
    }

    /** Starts it and waits until its port is open. */
    void start() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = LocalService.start(module, folder, log(), 0, command(), environment, Lifetime.JVM);
    }

    /** Starts it where it has to refuse to run; why is in its {@link #output}. */
    void startRefused() {
        assertThatThrownBy(this::start).isInstanceOf(LocalStackException.class);
    }

    /** SIGKILL. */
    void kill() {
        service().kill();
    }

    /** SIGTERM, as an operator stops it. */
    void stop() {
        service().close();
    }

    /** SIGSTOP: it freezes, in whatever it was doing. */
    void freeze() {
        Signals.send("STOP", service().pid());
    }

    /** SIGCONT. */
    void thaw() {
        Signals.send("CONT", service().pid());
    }

    boolean isAlive() {
        return running != null && running.isAlive();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(url(path)).GET());
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(ANSWER).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(module, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + service().port() + path);
    }

    /** The body of the readiness check, which says what the service is doing and why. */
    String health() {
        return get("/q/health/ready").body();
    }

    /** The value of a metric without labels that matter; empty when it is not there. */
    OptionalDouble metric(String name) {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }

    String output() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (running != null && running.isAlive()) {
            // A frozen process would not hear that it is to stop.
            thaw();
            running.kill();
        }
    }

    private LocalService service() {
        if (running == null) {
            throw new IllegalStateException(module + " was not started");
        }
        return running;
    }

    private Path log() {
        return folder.resolve("log");
    }

    private List<String> command() {
        return new BuiltService(Path.of(System.getProperty("evenkeel.home")), module)
                .command("-Xmx" + memory, "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
    }
}
