package io.evenkeel.bench.embedding;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.BenchServers;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.EventLog;
import io.evenkeel.localstack.BuiltService;
import io.evenkeel.localstack.Lifetime;
import io.evenkeel.localstack.LocalService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The built embedding-service as a process of its own, with the heap that an installation gives it, and a log of its own. */
final class ServiceInstance implements AutoCloseable {
    private static final String MODULE = "embedding-service";

    /** A compiler's thread in the form of proc(5), whose 14th and 15th fields are hundredths of seconds. */
    private static final Pattern COMPILER =
            Pattern.compile("^\\d+ \\(C[12] Compiler[^)]*\\)(?: \\S+){11} (?<user>\\d+) (?<system>\\d+) ");

    private final LocalService service;
    private final EventLog log;

    private ServiceInstance(LocalService service, EventLog log) {
        this.service = service;
        this.log = log;
    }

    static ServiceInstance start(BenchServers servers, Path home) throws IOException {
        EventLog log = EventLog.of(
                servers.kafka().bootstrapServers(), new Topics("bench-embedding", Topics.DEFAULT_PARTITIONS), (short)
                        1);
        log.epoch();
        Path folder = Files.createDirectories(servers.folder().resolve(MODULE));
        LocalService service = LocalService.start(
                MODULE,
                folder,
                folder.resolve("log"),
                0,
                new BuiltService(home, MODULE).command("-Xmx256m"),
                // The same texts come again in each round, and are to be embedded each time.
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        log.bootstrapServers(),
                        "EVENKEEL_TOPIC_PREFIX",
                        log.topics().prefix(),
                        "EMBEDDING_DEVICE",
                        "cpu",
                        "EMBEDDING_CACHE_SIZE",
                        "0"),
                Lifetime.JVM);
        return new ServiceInstance(service, log);
    }

    Topics topics() {
        return log.topics();
    }

    String bootstrapServers() {
        return log.bootstrapServers();
    }

    /** The processor time that it has used since it started. */
    Duration cpu() {
        return ProcessHandle.of(service.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new BenchFailure(MODULE + " is gone; its processor time is not known"));
    }

    /** The processor time of its compilers; none where the operating system does not tell threads apart. */
    Duration compiled() {
        Path threads = Path.of("/proc", Long.toString(service.pid()), "task");
        if (!Files.exists(threads)) {
            return Duration.ZERO;
        }
        try (Stream<Path> all = Files.list(threads)) {
            return all.map(ServiceInstance::compiled).reduce(Duration.ZERO, Duration::plus);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Zero for a thread that is no compiler, or that has ended. */
    private static Duration compiled(Path thread) {
        try {
            Matcher stat = COMPILER.matcher(Files.readString(thread.resolve("stat")));
            return stat.find()
                    ? Duration.ofMillis(
                            10 * (Long.parseLong(stat.group("user")) + Long.parseLong(stat.group("system"))))
                    : Duration.ZERO;
        } catch (IOException ended) {
            return Duration.ZERO;
        }
    }

    /** The most memory that was resident, in bytes; empty where the operating system does not say so. */
    Optional<Long> mostMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(service.pid()), "status");
        if (!Files.exists(status)) {
            return Optional.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
                .findFirst();
    }

    @Override
    public void close() {
        service.close();
    }
}
