package io.evenkeel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresHomeTest {
    @TempDir
    Path folder;

    Path homes;
    Path shared;

    @BeforeEach
    void layOut() {
        homes = folder.resolve("lib");
        shared = folder.resolve("share");
    }

    @Test
    void takesTheNewestPostgresThatHasTheExtension() throws IOException {
        install("9", true);
        install("16", true);
        install("17", false);
        assertThat(PostgresHome.installed(homes, shared))
                .hasValue(new PostgresHome(
                        homes.resolve("16/bin"), 16, new PostgresSource.Installed(homes.resolve("16"))));
    }

    @Test
    void findsNothingWhereNoneHasIt() throws IOException {
        assertThat(PostgresHome.installed(homes, shared)).isEmpty();
        install("15", false);
        assertThat(PostgresHome.installed(homes, shared)).isEmpty();
    }

    @Test
    void readsTheMajorVersionOfData() throws IOException {
        assertThat(PostgresHome.majorOf(folder)).isEmpty();
        Files.writeString(folder.resolve("PG_VERSION"), "16\n");
        assertThat(PostgresHome.majorOf(folder)).hasValue(16);
    }

    @Test
    void knowsARunningServersSourceByItsCommandLine() throws IOException {
        Files.writeString(folder.resolve("postmaster.opts"), "/cache/postgres-17/bin/postgres \"-D\" \"/x\" \"-p\"\n");
        assertThat(PostgresHome.sourceOfRunning(folder))
                .isEqualTo(new PostgresSource.Bundled(Path.of("/cache/postgres-17")));
        Files.writeString(folder.resolve("postmaster.opts"), "/usr/lib/postgresql/17/bin/postgres \"-D\" \"/x\"\n");
        assertThat(PostgresHome.sourceOfRunning(folder))
                .isEqualTo(new PostgresSource.Installed(Path.of("/usr/lib/postgresql/17")));
    }

    @Test
    void keepsProgramsWhereTheEnvironmentSays() {
        Map<String, String> both = Map.of("EVENKEEL_CACHE", "/a", "XDG_CACHE_HOME", "/b");
        assertThat(BundledPostgres.cacheFolder(both, Unprivileged.NOBODY)).isEqualTo(Path.of("/a"));
        Map<String, String> one = Map.of("EVENKEEL_CACHE", "", "XDG_CACHE_HOME", "/b");
        assertThat(BundledPostgres.cacheFolder(one, Unprivileged.AS_WE_ARE)).isEqualTo(Path.of("/b/evenkeel"));
        assertThat(BundledPostgres.cacheFolder(one, Unprivileged.NOBODY)).isEqualTo(Path.of("/var/cache/evenkeel"));
        assertThat(BundledPostgres.cacheFolder(Map.of(), Unprivileged.AS_WE_ARE))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "evenkeel"));
    }

    private void install(String version, boolean withExtension) throws IOException {
        Path programs = Files.createDirectories(homes.resolve(version).resolve("bin"));
        Files.createFile(
                programs.resolve("postgres"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path extensions = Files.createDirectories(shared.resolve(version).resolve("extension"));
        if (withExtension) {
            Files.createFile(extensions.resolve("vector.control"));
        }
    }
}
