package io.evenkeel.contract.schema;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.Entity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The migration that makes a Supabase project, or a plain Postgres 15 or newer with pgvector 0.8, ready: extension, roles,
 * tables, row-level security, grants, the publication for change capture, and the search functions of the packs. It runs
 * once, as the role that is to own the tables, which need not be a superuser but may create roles (unless they exist) and a
 * publication.
 */
public final class SupabaseSchema {
    /** The role to grant to the login that writes. */
    public static final String WRITER_ROLE = "evenkeel_writer";

    /** The role to grant to the login that verifies. */
    public static final String CHECKER_ROLE = "evenkeel_checker";

    /** What change capture reads. */
    public static final String PUBLICATION = "evenkeel";

    private static final String HEADER = """
            -- The schema of Evenkeel in Supabase, derived from the entity catalogue.
            -- Do not edit: change the catalogue, then print it again with ./evenkeel schema supabase.

            """;

    /** Supabase keeps extensions in a schema of their own; a plain Postgres has none. */
    private static final String EXTENSION = """
            do $$
            begin
              if exists (select from pg_catalog.pg_namespace where nspname = 'extensions') then
                create extension if not exists vector with schema extensions;
              else
                create extension if not exists vector with schema public;
              end if;
            end
            $$""";

    private static final String POSITION = """
            create table "evenkeel_position" (
              "topic" text collate "C" not null,
              "partition" integer not null,
              "next_offset" bigint not null,
              "applied_offset" bigint not null,
              "epoch" bigint not null,
              constraint "evenkeel_position_pkey" primary key ("topic", "partition")
            )""";

    private static final String TOMBSTONE = """
            create table "evenkeel_tombstone" (
              "entity" text collate "C" not null,
              "workspace_id" text collate "C" not null,
              "key" text collate "C" not null,
              "epoch" bigint not null,
              "partition" integer not null,
              "offset" bigint not null,
              "sequence" bigint,
              constraint "evenkeel_tombstone_pkey" primary key ("entity", "workspace_id", "key")
            )""";

    private static final String EMBEDDING_MODEL = """
            create table "evenkeel_embedding_model" (
              "model" text collate "C" not null,
              "engine" text collate "C" not null,
              "optimisation" text collate "C" not null,
              "device" text collate "C" not null,
              "partition" integer not null,
              "change_sets" bigint not null,
              "last_epoch" bigint not null,
              "last_offset" bigint not null,
              constraint "evenkeel_embedding_model_pkey"
                primary key ("model", "engine", "optimisation", "device", "partition")
            )""";

    private SupabaseSchema() {}

    /** The whole migration as one SQL script. */
    public static String migration(Catalogue catalogue, SchemaOptions options) {
        StringBuilder script = new StringBuilder(HEADER);
        append(script, null, List.of("set search_path = public, extensions", EXTENSION));
        append(script, "Roles, and the workspace of whoever asks", SupabaseAccess.statements());
        for (Entity entity : catalogue.entities()) {
            List<String> statements = new ArrayList<>(new SupabaseTable(entity, options).statements());
            statements.addAll(SupabaseAccess.ofRows(entity.name()));
            append(script, "Pack " + entity.pack() + ": " + entity.name(), statements);
        }
        append(script, "How far the store has come", List.of(POSITION));
        append(script, null, SupabaseAccess.ofBookkeeping("evenkeel_position"));
        append(script, "Which rows were deleted, by which event", List.of(TOMBSTONE));
        append(script, null, SupabaseAccess.ofRows("evenkeel_tombstone"));
        append(script, "What made the vectors", List.of(EMBEDDING_MODEL));
        append(script, null, SupabaseAccess.ofBookkeeping("evenkeel_embedding_model"));
        append(script, "What change capture reads", List.of(publication(catalogue)));
        catalogue.entities().stream().map(Entity::pack).distinct().forEach(pack -> script.append(functions(pack)));
        append(script, null, List.of("reset search_path"));
        return script.toString();
    }

    private static String publication(Catalogue catalogue) {
        String tables = catalogue.entities().stream()
                .map(entity -> "  " + Sql.name(entity.name()))
                .collect(Collectors.joining(",\n"));
        return "create publication " + Sql.name(PUBLICATION) + " for table\n" + tables;
    }

    /** The functions that applications of a shipped pack call; none where the pack brings none. */
    private static String functions(String pack) {
        try (InputStream sql =
                SupabaseSchema.class.getResourceAsStream("/io/evenkeel/packs/" + pack + ".functions.sql")) {
            return sql == null ? "" : new String(sql.readAllBytes(), StandardCharsets.UTF_8).strip() + "\n\n";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void append(StringBuilder script, @Nullable String title, List<String> statements) {
        if (title != null) {
            script.append("-- ").append(title).append('\n');
        }
        statements.forEach(statement -> script.append(statement).append(";\n"));
        script.append('\n');
    }
}
