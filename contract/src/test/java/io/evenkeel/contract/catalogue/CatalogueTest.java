package io.evenkeel.contract.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Catalogue SHIPPED = Catalogue.shipped();

    @Test
    void shipsThreePacksOwnersFirst() {
        assertThat(SHIPPED.entities())
                .extracting(Entity::name)
                .containsExactly(
                        "artifacts",
                        "documents",
                        "document_sections",
                        "document_tables",
                        "api_endpoints",
                        "log_entries",
                        "tags",
                        "tag_prompts",
                        "facts",
                        "evidence",
                        "summaries",
                        "search_chunks",
                        "hrm_runs",
                        "hrm_metrics",
                        "reasoning_traces",
                        "memory_items",
                        "chat_sessions",
                        "chat_messages");
        assertThat(SHIPPED.entity("chat_messages").pack()).isEqualTo("chat");
    }

    @Test
    void takesTheNamesThatAnApplicationsSqliteHas() {
        Entity facts = SHIPPED.entity("facts");
        assertThat(facts.sqliteTable()).isEqualTo("fact");
        assertThat(facts.column("metrics"))
                .contains(new Column(
                        "metrics", "metrics_json", new LogicalType.Json(), false, new ColumnDefault.Constant("{}")));
        assertThat(SHIPPED.entity("evidence").sqliteTable()).isEqualTo("evidence");
    }

    @Test
    void knowsOwnersReferencesAndDepth() {
        assertThat(SHIPPED.children("documents"))
                .extracting(Entity::name)
                .containsExactly(
                        "document_sections",
                        "document_tables",
                        "api_endpoints",
                        "log_entries",
                        "tags",
                        "tag_prompts",
                        "search_chunks");
        assertThat(SHIPPED.entity("search_chunks").parent()).isEqualTo(new Parent("documents", "document_id", true));
        assertThat(SHIPPED.entity("facts").references()).containsExactly(new Reference("evidence_id", "evidence"));
        assertThat(SHIPPED.depth(SHIPPED.entity("hrm_metrics"))).isEqualTo(1);
        assertThat(SHIPPED.depth(SHIPPED.entity("documents"))).isZero();
    }

    @Test
    void endsAnEntityThatHasAVectorWithTheModelsColumn() {
        Entity chunks = SHIPPED.entity("search_chunks");
        assertThat(chunks.columns().getLast())
                .isEqualTo(
                        new Column("embedding_model", "embedding_model", new LogicalType.Text(Set.of()), true, null));
        assertThat(chunks.vector()).isEqualTo(new VectorSpec("embedding", "text"));
        assertThat(chunks.originColumn()).isEqualTo("source_type");
        assertThat(SHIPPED.entity("tags").column("embedding_model")).isEmpty();
    }

    @Test
    void readsDefaultsAndAllowedValues() {
        Entity traces = SHIPPED.entity("reasoning_traces");
        assertThat(traces.column("created_at")).map(Column::defaultValue).contains(new ColumnDefault.EventTime());
        assertThat(traces.column("num_memories")).map(Column::defaultValue).contains(new ColumnDefault.Constant("0"));
        assertThat(traces.column("outcome"))
                .map(Column::type)
                .contains(new LogicalType.Text(Set.of("success", "failure", "partial")));
        assertThat(SHIPPED.entity("api_endpoints").chunk())
                .isEqualTo(new ChunkSpec("api_endpoint", List.of("method", "path", "summary")));
    }

    @Test
    void loadsWhatShipsWhenNoPackIsNamed() {
        assertThat(Catalogue.load(List.of()).entities()).containsExactlyElementsOf(SHIPPED.entities());
    }

    @Test
    void loadsPacksOfTheUsersOwnBesideShippedOnes() {
        Catalogue catalogue = Catalogue.load(
                List.of(Path.of("documents"), Path.of("src/test/resources/io/evenkeel/packs/more-documents.yaml")));
        assertThat(catalogue.find("chat_sessions")).isEmpty();
        assertThat(catalogue.entity("skills_registry").pack()).isEqualTo("more_documents");
        Entity structure = catalogue.entity("document_structure");
        assertThat(structure.key()).isEqualTo("document_id");
        assertThat(catalogue.depth(structure)).isEqualTo(1);
    }
}
