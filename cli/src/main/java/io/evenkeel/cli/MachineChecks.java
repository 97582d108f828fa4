package io.evenkeel.cli;

import io.evenkeel.contract.topic.Topics;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** This machine: JDK, tools, disk, ports, and Kafka where the stack or the settings say it is. */
final class MachineChecks {
    private static final long GIGABYTE = 1L << 30;

    private final Stack stack;
    private final List<Finding> findings = new ArrayList<>();

    MachineChecks(Stack stack) {
        this.stack = stack;
    }

    List<Finding> run() {
        findings.add(
                Finding.good("JDK", System.getProperty("java.version") + " in " + System.getProperty("java.home")));
        tool("mvn", "Maven", true, "apt-get install maven");
        boolean needsPostgres = stack.settings().get("SUPABASE_DB_URL") == null;
        tool("gcc", "gcc", needsPostgres, "apt-get install gcc: it compiles pgvector for the local Postgres, once");
        tool(
                "apt-get",
                "apt",
                needsPostgres,
                "needed once to fetch Postgres' headers and pgvector's source; or set SUPABASE_DB_URL");
        tool("xz", "xz", needsPostgres, "apt-get install xz-utils: it unpacks the local Postgres");
        disk();
        ports();
        kafka();
        return findings;
    }

    private void tool(String program, String name, boolean needed, String advice) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                findings.add(Finding.good(name, candidate.toString()));
                return;
            }
        }
        findings.add(
                needed ? Finding.broken(name, "missing", advice) : Finding.note(name, "missing, not needed here", ""));
    }

    private void disk() {
        long free = new File(".").getUsableSpace() / GIGABYTE;
        findings.add(
                free >= 2
                        ? Finding.good("disk", free + " GiB free here")
                        : Finding.broken("disk", free + " GiB free here", "free at least 2 GiB"));
    }

    private void ports() {
        Map<ServiceModule, ?> services = stack.services();
        for (ServiceModule module : ServiceModule.values()) {
            String name = "port " + module.port();
            if (services.get(module) != null) {
                findings.add(Finding.good(name, module.module() + " runs"));
            } else if (isFree(module.port())) {
                findings.add(Finding.good(name, "free"));
            } else {
                findings.add(Finding.note(name, "taken", module.module() + " will take another port"));
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private void kafka() {
        String servers = stack.settings().get("KAFKA_BOOTSTRAP_SERVERS");
        if (servers == null) {
            findings.add(Finding.note("Kafka", "none is configured or running", "./evenkeel up -d starts one"));
            return;
        }
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", servers, "default.api.timeout.ms", 5_000, "request.timeout.ms", 4_000))) {
            Set<String> topics = admin.listTopics().names().get(6, TimeUnit.SECONDS);
            String events = new Topics(Topics.DEFAULT_PREFIX, Topics.DEFAULT_PARTITIONS).events();
            findings.add(Finding.good(
                    "Kafka", servers + " answers" + (topics.contains(events) ? "" : "; it has no " + events + " yet")));
        } catch (ExecutionException | TimeoutException silent) {
            findings.add(Finding.broken(
                    "Kafka",
                    servers + " does not answer",
                    "start it (./evenkeel up -d), or set KAFKA_BOOTSTRAP_SERVERS"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
