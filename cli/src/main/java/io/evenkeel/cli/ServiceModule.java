package io.evenkeel.cli;

import io.evenkeel.localstack.BuiltService;
import java.nio.file.Path;
import java.util.List;

/** The services that a stack runs, in the order in which they stop. */
enum ServiceModule {
    INGEST("ingest-service", 8081, "EVENKEEL_INGEST_URL"),
    QUERY("query-service", 8086, "EVENKEEL_QUERY_URL"),
    PARITY("parity-checker", 8085, "EVENKEEL_PARITY_URL"),
    EMBEDDING("embedding-service", 8082, "EMBEDDING_URL"),
    SUPABASE_WRITER("supabase-writer", 8084, "EVENKEEL_SUPABASE_WRITER_URL"),
    SQLITE_WRITER("sqlite-writer", 8083, "EVENKEEL_SQLITE_WRITER_URL");

    private final String module;
    private final int port;
    private final String setting;

    ServiceModule(String module, int port, String setting) {
        this.module = module;
        this.port = port;
        this.setting = setting;
    }

    /** The module's name, which is the service's. */
    String module() {
        return module;
    }

    /** The port it has unless that is taken. */
    int port() {
        return port;
    }

    /** The setting that tells others where it is. */
    String setting() {
        return setting;
    }

    /** The command that runs the built service. */
    List<String> command(Path home) {
        return new BuiltService(home, module).command("-Xmx256m");
    }
}
