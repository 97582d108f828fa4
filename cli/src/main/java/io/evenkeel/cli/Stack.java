package io.evenkeel.cli;

import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.localstack.Durability;
import io.evenkeel.localstack.Lifetime;
import io.evenkeel.localstack.LocalKafka;
import io.evenkeel.localstack.LocalPostgres;
import io.evenkeel.localstack.LocalService;
import io.evenkeel.localstack.LocalStackException;
import io.evenkeel.supabase.SupabaseMigrator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The local stack of one data directory: Kafka, Postgres (unless {@code SUPABASE_DB_URL} names one) and the services, each
 * a process of its own that goes on without this one. Whatever runs already is left alone.
 */
final class Stack {
    private static final int KAFKA_PORT = 9092;
    private static final int POSTGRES_PORT = 54_322;
    private static final Duration READY = Duration.ofSeconds(120);

    /** In the order in which they start: each is told where those are that it asks. */
    private static final List<Set<ServiceModule>> WAVES = List.of(
            EnumSet.of(ServiceModule.EMBEDDING, ServiceModule.SUPABASE_WRITER, ServiceModule.SQLITE_WRITER),
            EnumSet.of(ServiceModule.INGEST, ServiceModule.QUERY),
            EnumSet.of(ServiceModule.PARITY));

    private static final String WRITER_URL = "EVENKEEL_WRITER_DB_URL";
    private static final String CHECKER_URL = "EVENKEEL_CHECKER_DB_URL";

    private final Path home;
    private final Path directory;
    private final Map<String, String> environment;
    private volatile boolean stopping;

    /**
     * @param home where Evenkeel was built
     * @param directory the stack's data, made if it is not there
     * @param environment the user's settings, which win over the stack's own
     */
    Stack(Path home, Path directory, Map<String, String> environment) {
        this.home = home;
        this.directory = directory.toAbsolutePath().normalize();
        this.environment = Map.copyOf(environment);
    }

    /** The stack of the working folder. */
    static Stack here() {
        return new Stack(home(), Path.of(".evenkeel"), System.getenv());
    }

    /** The demo's stack in the working folder, which takes nothing from the user's settings. */
    static Stack ofDemo() {
        return new Stack(home(), Path.of(".evenkeel", "demo"), Map.of());
    }

    static Path home() {
        return Path.of(System.getProperty("evenkeel.home", "."))
                .toAbsolutePath()
                .normalize();
    }

    Path directory() {
        return directory;
    }

    /** Where the services' addresses and the databases' are written for shells and later commands. */
    Path envFile() {
        return directory.resolve("env");
    }

    Path sqliteFile() {
        return environment.containsKey("SQLITE_PATH")
                ? Path.of(environment.get("SQLITE_PATH")).toAbsolutePath()
                : directory.resolve("evenkeel.sqlite");
    }

    /** The settings of the stack as it was last started, under the user's. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(EnvFile.read(envFile()));
        settings.putAll(environment);
        return settings;
    }

    /** Starts what does not run, and returns when all is ready. */
    void up(Output output) {
        stopping = false;
        create(directory.resolve("logs"));
        output.step("Kafka ...");
        LocalKafka kafka = LocalKafka.start(directory.resolve("kafka"), KAFKA_PORT, Lifetime.DETACHED);
        output.step("Kafka at %s", kafka.bootstrapServers());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        settings.put("SQLITE_PATH", sqliteFile().toString());
        settings.putAll(database(output));
        settings.put("EVENKEEL_LEDGER_PATH", directory.resolve("ledger.sqlite").toString());
        settings.put("DJL_CACHE_DIR", directory.resolve("djl").toString());

        output.step("services ...");
        Map<ServiceModule, LocalService> services = new EnumMap<>(ServiceModule.class);
        for (Set<ServiceModule> wave : WAVES) {
            services.putAll(startAll(wave, settings));
            services.forEach((module, service) -> settings.put(module.setting(), "http://127.0.0.1:" + service.port()));
        }
        EnvFile.write(envFile(), settings);
        services.forEach(this::awaitReady);
    }

    /** Services at once; one that runs already is found. */
    private Map<ServiceModule, LocalService> startAll(Set<ServiceModule> modules, Map<String, String> settings) {
        Map<String, String> given = Map.copyOf(settings);
        Map<ServiceModule, CompletableFuture<LocalService>> starting = new EnumMap<>(ServiceModule.class);
        for (ServiceModule module : modules) {
            starting.put(module, CompletableFuture.supplyAsync(() -> start(module, given), Thread::startVirtualThread));
        }
        Map<ServiceModule, LocalService> services = new EnumMap<>(ServiceModule.class);
        try {
            starting.forEach((module, service) -> services.put(module, service.join()));
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof LocalStackException known ? known : failed;
        }
        return services;
    }

    private LocalService start(ServiceModule module, Map<String, String> settings) {
        Path folder = directory.resolve("services").resolve(module.module());
        create(folder);
        Optional<LocalService> running = LocalService.running(folder);
        if (running.isPresent()) {
            return running.get();
        }
        if (stopping) {
            throw CommandFailure.failed("stopped", "the stack is being stopped");
        }
        return LocalService.start(
                module.module(),
                folder,
                log(module),
                module.port(),
                module.command(home),
                environmentOf(module, settings),
                Lifetime.DETACHED);
    }

    private Path log(ServiceModule module) {
        return directory.resolve("logs").resolve(module.module() + ".log");
    }

    /** The settings, with the database role that the service is to use. */
    private static Map<String, String> environmentOf(ServiceModule module, Map<String, String> settings) {
        Map<String, String> own = new LinkedHashMap<>(settings);
        boolean reads = module == ServiceModule.PARITY || module == ServiceModule.QUERY;
        String url = settings.get(reads ? CHECKER_URL : WRITER_URL);
        if (url != null) {
            if (module == ServiceModule.SUPABASE_WRITER) {
                // The writer's role does not own the tables, whose vector indexes a bulk load drops and builds.
                own.put("EVENKEEL_OWNER_DB_URL", settings.getOrDefault("SUPABASE_DB_URL", url));
            }
            own.put("SUPABASE_DB_URL", url);
        }
        return own;
    }

    private void awaitReady(ServiceModule module, LocalService service) {
        boolean embeds = module == ServiceModule.EMBEDDING;
        boolean ready = Waiting.until(
                READY,
                () -> !service.isAlive()
                        || Ready.check(service.port())
                        || embeds && Ready.otherModel(service.port()) != null);
        String otherModel = embeds && service.isAlive() ? Ready.otherModel(service.port()) : null;
        if (otherModel != null) {
            throw CommandFailure.failed("other-model", "all services run, but events wait: " + otherModel);
        }
        if (!ready || !service.isAlive()) {
            Path log = log(module);
            throw CommandFailure.failed(
                    "not-ready",
                    module.module() + (service.isAlive() ? " is not ready after " + READY.toSeconds() + " s" : " ended")
                            + "; the end of its log, " + log + ":\n" + LogTail.of(log, 15));
        }
    }

    /** The user's database, or one of our own with the migrations applied and roles that can log in. */
    private Map<String, String> database(Output output) {
        String given = environment.get("SUPABASE_DB_URL");
        Map<String, String> settings = new LinkedHashMap<>();
        if (given != null) {
            output.step("Postgres: the one that SUPABASE_DB_URL names");
            settings.put("SUPABASE_DB_URL", given);
            return settings;
        }
        output.step("Postgres ...");
        LocalPostgres postgres = LocalPostgres.start(
                directory.resolve("postgres"), POSTGRES_PORT, Lifetime.DETACHED, Durability.DURABLE);
        output.step(
                "Postgres at 127.0.0.1:%d (%s)",
                postgres.port(), postgres.source().describe());
        String owner = postgres.database("evenkeel");
        SupabaseMigrator.apply(owner, Migrations.list());
        settings.put("SUPABASE_DB_URL", owner);
        settings.put(WRITER_URL, login(postgres, owner, "evenkeel_writer", WRITER_URL));
        settings.put(CHECKER_URL, login(postgres, owner, "evenkeel_checker", CHECKER_URL));
        return settings;
    }

    /** Lets a role log in, with the password of the last start if there was one: services may be using it. */
    private String login(LocalPostgres postgres, String owner, String role, String setting) {
        String password = Optional.ofNullable(EnvFile.read(envFile()).get(setting))
                .map(uri -> uri.replaceFirst("^[^:]+://[^:]+:([^@]+)@.*$", "$1"))
                .orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
        SupabaseMigrator.enableLogin(owner, role, password);
        return postgres.uri("evenkeel", role, password);
    }

    /** The services that there are, running or not. */
    Map<ServiceModule, @Nullable LocalService> services() {
        Map<ServiceModule, @Nullable LocalService> services = new EnumMap<>(ServiceModule.class);
        for (ServiceModule module : ServiceModule.values()) {
            services.put(
                    module,
                    LocalService.running(directory.resolve("services").resolve(module.module()))
                            .orElse(null));
        }
        return services;
    }

    Optional<LocalKafka> kafka() {
        return LocalKafka.running(directory.resolve("kafka"));
    }

    Optional<LocalPostgres> postgres() {
        return LocalPostgres.running(directory.resolve("postgres"));
    }

    /** Stops everything, readers before the writer of the SQLite file, so that no -wal remains. Data stay. */
    List<String> down(Output output) {
        stopping = true;
        List<String> stopped = new ArrayList<>();
        services().forEach((module, service) -> {
            if (service != null) {
                output.step("stopping %s", module.module());
                service.close();
                stopped.add(module.module());
            }
        });
        postgres().ifPresent(postgres -> {
            output.step("stopping Postgres");
            postgres.close();
            stopped.add("postgres");
        });
        kafka().ifPresent(kafka -> {
            output.step("stopping Kafka");
            kafka.close();
            stopped.add("kafka");
        });
        return stopped;
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + folder, e);
        }
    }
}
