package io.evenkeel.contract.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Who may do what in Supabase: the writer's role writes, all others read; applications' users see their workspace, and
 * {@code anon} sees nothing.
 */
final class SupabaseAccess {
    /** Roles belong to the whole server: two databases that are migrated at once must not both create them. */
    private static final String ROLES = """
            do $$
            declare
              wanted text;
            begin
              perform pg_advisory_xact_lock(hashtext('evenkeel roles'));
              foreach wanted in array array['anon', 'authenticated', 'service_role', 'evenkeel_writer', 'evenkeel_checker'] loop
                if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
                  execute format('create role %I nologin', wanted);
                end if;
              end loop;
            end
            $$""";

    /**
     * The writer's policy on each table that it may use lets it do everything there, so that row level security restricts
     * nothing; where it is checked all the same, Postgres refuses {@code COPY FROM}. Who migrates may not be allowed to say so.
     */
    private static final String WRITER = """
            do $$
            begin
              if exists (select from pg_catalog.pg_roles where rolname = 'evenkeel_writer' and not rolbypassrls) then
                alter role evenkeel_writer bypassrls;
              end if;
            exception when insufficient_privilege then
              raise notice 'evenkeel_writer stays under row level security, and inserts new rows instead of copying them: %', sqlerrm;
            end
            $$""";

    /** Who reads the write-ahead log sees all of it, so a login that is only granted the role may not; the role itself may. */
    private static final String CHECKER = """
            do $$
            begin
              if exists (select from pg_catalog.pg_roles where rolname = 'evenkeel_checker' and not rolreplication) then
                alter role evenkeel_checker replication;
              end if;
            exception when insufficient_privilege then
              raise notice 'evenkeel_checker may not replicate, and only sweeps find what is changed past the log: %', sqlerrm;
            end
            $$""";

    private static final String SCHEMA = "create schema evenkeel";

    /** The workspace of whoever asks, from claims that only the token's issuer can set. */
    private static final String WORKSPACE = """
            create function evenkeel.workspace() returns text
              language sql stable security invoker set search_path = ''
              as $$
                select coalesce(claims ->> 'workspace_id', claims -> 'app_metadata' ->> 'workspace_id', 'default')
                from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) as token
              $$""";

    private SupabaseAccess() {}

    static List<String> statements() {
        return List.of(
                ROLES,
                WRITER,
                CHECKER,
                SCHEMA,
                WORKSPACE,
                "revoke all on function evenkeel.workspace() from public",
                "grant usage on schema evenkeel to authenticated, service_role",
                "grant execute on function evenkeel.workspace() to authenticated, service_role",
                "grant usage on schema public to authenticated, service_role, evenkeel_writer, evenkeel_checker");
    }

    /** For a table of rows that belong to a workspace. */
    static List<String> ofRows(String table) {
        List<String> statements = new ArrayList<>(ofBookkeeping(table));
        statements.add("grant select on " + Sql.name(table) + " to authenticated");
        // The subquery makes it one call a statement instead of one a row.
        statements.add("create policy \"evenkeel_workspace\" on " + Sql.name(table)
                + " for select to authenticated using (\"workspace_id\" = (select evenkeel.workspace()))");
        return statements;
    }

    /** For a table that applications' users have no business with. */
    static List<String> ofBookkeeping(String table) {
        String name = Sql.name(table);
        return List.of(
                "alter table " + name + " enable row level security",
                "revoke all on " + name + " from public, anon, authenticated, service_role",
                "grant select on " + name + " to service_role, evenkeel_checker",
                "grant select, insert, update, delete on " + name + " to evenkeel_writer",
                "create policy \"evenkeel_service\" on " + name + " for select to service_role using (true)",
                "create policy \"evenkeel_checker\" on " + name + " for select to evenkeel_checker using (true)",
                "create policy \"evenkeel_writer\" on " + name
                        + " for all to evenkeel_writer using (true) with check (true)");
    }
}
