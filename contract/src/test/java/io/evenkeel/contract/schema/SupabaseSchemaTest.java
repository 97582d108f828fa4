package io.evenkeel.contract.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SupabaseSchemaTest {
    private static final Path FOLDER = Path.of("../deploy/supabase/migrations");

    @Test
    void isWhatTheCommittedMigrationHolds() throws IOException {
        Path file = FOLDER.resolve("20261101000000_evenkeel.sql");
        assertThat(Files.readString(file))
                .as(
                        "deploy/supabase/migrations/%s is not what the catalogue says; until a release has shipped it, write it"
                                + " anew: ./evenkeel schema supabase > deploy/supabase/migrations/%s"
                                + " (main class %s, argument supabase); after that, add a migration that leads from the one"
                                + " to the other",
                        file.getFileName(), file.getFileName(), PrintSchema.class.getName())
                .isEqualTo(PrintSchema.print(List.of("supabase")));
    }

    @Test
    void shipsEveryMigrationOfTheFolder() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(Migrations.list())
                    .extracting(Migration::name)
                    .as("Migrations.NAMES")
                    .containsExactlyElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .sorted()
                                    .toList());
        }
        assertThat(Migrations.list().getFirst().version()).isEqualTo("20261101000000");
    }

    @Test
    void printsTheHistorysTablesByThemselves() {
        assertThat(PrintSchema.print(List.of("history")))
                .isEqualTo(Migrations.history().sql())
                .contains("create table evenkeel.parity_mismatch");
    }

    @Test
    void bringsThePacksFunctionsAlongOnlyWithThePack() {
        String chat = SupabaseSchema.migration(Catalogue.load(List.of(Path.of("chat"))), SchemaOptions.DEFAULT);
        assertThat(chat).doesNotContain("search_similar_traces").contains("create table \"chat_messages\"");
        assertThat(SupabaseSchema.migration(Catalogue.shipped(), SchemaOptions.DEFAULT))
                .contains("create function search_similar_traces(");
    }

    @Test
    void cutsDerivedNamesSoThatTheyStayApart() {
        Catalogue catalogue = Catalogue.load(List.of(Path.of("src/test/resources/io/evenkeel/packs/every-type.yaml")));
        String sql = SupabaseSchema.migration(catalogue, SchemaOptions.DEFAULT);
        List<String> indexes = sql.lines()
                .filter(line -> line.startsWith("create index"))
                .map(line -> line.split("\"", 3)[1])
                .toList();
        assertThat(indexes).hasSize(6).doesNotHaveDuplicates().allMatch(name -> name.length() <= 63);
        assertThat(VectorIndex.of(catalogue))
                .extracting(VectorIndex::name)
                .containsExactly("every_type_a_vector_hnsw", "every_type_a_second_vector_hnsw")
                .isSubsetOf(indexes);
    }

    @Test
    void refusesArgumentsThatItDoesNotKnow() {
        for (List<String> arguments : List.of(List.<String>of(), List.of("mysql"), List.of("sqlite", "--help"))) {
            assertThatThrownBy(() -> PrintSchema.print(arguments))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("usage: schema sqlite|supabase|history|events");
        }
        assertThat(PrintSchema.print(List.of("sqlite", "--single-workspace", "chat")))
                .contains("UNIQUE (\"id\")")
                .doesNotContain("document");
    }
}
