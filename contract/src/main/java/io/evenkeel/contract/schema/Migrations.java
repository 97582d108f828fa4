package io.evenkeel.contract.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The migrations of {@code deploy/supabase/migrations}, as they ship. */
public final class Migrations {
    /** In order of application; an entry for each file of the folder. */
    private static final List<String> NAMES =
            List.of("20261101000000_evenkeel.sql", "20261122000000_parity_history.sql");

    private Migrations() {}

    /** All of them, in the order of application. */
    public static List<Migration> list() {
        return NAMES.stream().map(name -> new Migration(name, read(name))).toList();
    }

    /** The one that makes the tables of parity-checker's history, which do not depend on the catalogue. */
    public static Migration history() {
        return list().stream()
                .filter(migration -> migration.name().endsWith("_parity_history.sql"))
                .findFirst()
                .orElseThrow();
    }

    private static String read(String name) {
        try (InputStream script = Migrations.class.getResourceAsStream("/io/evenkeel/migrations/" + name)) {
            if (script == null) {
                throw new IllegalStateException("the migration " + name + " is missing from the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
