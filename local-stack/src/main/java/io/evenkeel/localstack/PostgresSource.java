package io.evenkeel.localstack;

import java.nio.file.Path;

/** Where a Postgres server with pgvector comes from. */
public sealed interface PostgresSource {
    /** One sentence for people. */
    String describe();

    /** A container of a running Docker engine. */
    record Docker(String image) implements PostgresSource {
        @Override
        public String describe() {
            return "Postgres in Docker, image " + image;
        }
    }

    /** A Postgres of this machine that has the extension installed. */
    record Installed(Path home) implements PostgresSource {
        @Override
        public String describe() {
            return "the Postgres of this machine, " + home;
        }
    }

    /** Binaries that come with Evenkeel, with pgvector compiled on this machine. */
    record Bundled(Path home) implements PostgresSource {
        @Override
        public String describe() {
            return "Evenkeel's own Postgres with pgvector, " + home;
        }
    }
}
