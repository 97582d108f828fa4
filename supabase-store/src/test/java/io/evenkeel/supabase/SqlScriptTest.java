package io.evenkeel.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlScriptTest {
    @Test
    void splitsAtSemicolons() {
        assertThat(SqlScript.statements("select 1;\n\n select 2 ;")).containsExactly("select 1", "select 2");
        assertThat(SqlScript.statements("select 1")).containsExactly("select 1");
        assertThat(SqlScript.statements(" ;; -- nothing\n/* ; */ ;")).isEmpty();
    }

    @Test
    void keepsQuotedSemicolons() {
        assertThat(SqlScript.statements("select 'a;''b;', \"c;d\"; select E'it\\';s'"))
                .containsExactly("select 'a;''b;', \"c;d\"", "select E'it\\';s'");
    }

    @Test
    void keepsFunctionBodies() {
        String function = "create function f() returns int language sql as $body$ select 1; select $1; $body$";
        assertThat(SqlScript.statements(function + ";\ndo $$ begin perform 1; end $$;"))
                .containsExactly(function, "do $$ begin perform 1; end $$");
    }

    @Test
    void keepsCommentsWithTheirStatement() {
        assertThat(SqlScript.statements("-- first; really\nselect 1; /* outer /* inner; */ ; */ select 2;"))
                .containsExactly("-- first; really\nselect 1", "/* outer /* inner; */ ; */ select 2");
    }
}
