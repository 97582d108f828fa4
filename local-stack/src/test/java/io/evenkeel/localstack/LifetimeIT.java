package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts servers from another JVM, and looks what is left when that has ended. */
class LifetimeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void aDetachedServerOutlivesTheJvmThatStartedItUntilItIsStopped() throws Exception {
        assertThat(starter(Lifetime.DETACHED, "leave").waitFor()).isZero();
        LocalPostgres postgres = LocalPostgres.running(directory).orElseThrow();
        assertThat(postgres.database("kept")).endsWith("/kept");
        LocalPostgres.stop(postgres.pid());
        assertThat(LocalPostgres.running(directory)).isEmpty();
    }

    @Test
    void aServerOfAJvmEndsWithIt() throws Exception {
        assertThat(starter(Lifetime.JVM, "leave").waitFor()).isZero();
        assertThat(LocalPostgres.running(directory)).isEmpty();
    }

    @Test
    void aServerOfAJvmEndsEvenIfThatIsKilled() throws Exception {
        Process starter = starter(Lifetime.JVM, "stay");
        assertThat(starter.inputReader().readLine()).isEqualTo("started");
        assertThat(LocalPostgres.running(directory)).isPresent();
        starter.destroyForcibly().waitFor();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (LocalPostgres.running(directory).isPresent()) {
            assertThat(System.nanoTime())
                    .as("time, while the server still runs")
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Process starter(Lifetime lifetime, String then) throws Exception {
        String classPath = ClassPath.ofThisJvm().stream().map(Path::toString).collect(Collectors.joining(":"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(
                        java, "-cp", classPath, Starter.class.getName(), directory.toString(), lifetime.name(), then))
                .redirectError(new File(directory.toFile(), "starter.log"))
                .start();
    }

    /** The main class of the other JVM. */
    static final class Starter {
        private Starter() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws InterruptedException {
            LocalPostgres.start(Path.of(arguments[0]), 0, Lifetime.valueOf(arguments[1]), Durability.VOLATILE);
            System.out.println("started");
            if (arguments[2].equals("stay")) {
                Thread.currentThread().join();
            }
        }
    }
}
