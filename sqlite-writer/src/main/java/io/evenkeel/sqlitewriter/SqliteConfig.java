package io.evenkeel.sqlitewriter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Settings of the SQLite side. */
@ConfigMapping(prefix = "sqlite")
interface SqliteConfig {

    /** The database file ({@code SQLITE_PATH}). It is created; it lies on a local disk of the host that reads it too. */
    @WithDefault(".evenkeel/evenkeel.sqlite")
    Path path();
}
