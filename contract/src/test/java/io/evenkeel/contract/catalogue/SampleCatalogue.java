package io.evenkeel.contract.catalogue;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A small catalogue with every logical type, three levels of owners and an optional one. */
public final class SampleCatalogue {
    private SampleCatalogue() {}

    /** One column of every type; all but the key may be NULL. */
    public static final Entity EVERY_TYPE = new Entity(
            "everything",
            "sample",
            "everything",
            "id",
            List.of(
                    column("id", text(), false),
                    column("note", text(), true),
                    column("size", new LogicalType.Int64(), true),
                    column("score", new LogicalType.Float64(), true),
                    column("price", new LogicalType.Decimal(), true),
                    column("open", new LogicalType.Bool(), true),
                    column("link", new LogicalType.Uuid(), true),
                    column("seen", new LogicalType.Timestamp(), true),
                    column("extra", new LogicalType.Json(), true),
                    column("tags", new LogicalType.TextArray(), true),
                    column("embedding", new LogicalType.Vector(3), true)),
            null,
            List.of(),
            null,
            null,
            null,
            List.of(List.of("note"), List.of("tags")));

    /** A root with defaults. */
    public static final Entity BOOKS = new Entity(
            "books",
            "sample",
            "books",
            "id",
            List.of(
                    column("id", text(), false),
                    column("title", text(), false),
                    column("kind", new LogicalType.Text(Set.of("novel", "essay")), false, constant("\"novel\"")),
                    column("meta", new LogicalType.Json(), false, constant("{}")),
                    column("added", new LogicalType.Timestamp(), false, new ColumnDefault.EventTime())),
            null,
            List.of(),
            null,
            null,
            null,
            List.of());

    /** A child with a vector. */
    public static final Entity PAGES = new Entity(
            "pages",
            "sample",
            "page",
            "id",
            List.of(
                    column("id", text(), false),
                    column("book_id", text(), false),
                    column("body", text(), false),
                    column("embedding", new LogicalType.Vector(3), false),
                    column(VectorSpec.MODEL_COLUMN, text(), true)),
            new Parent("books", "book_id", false),
            List.of(),
            new VectorSpec("embedding", "body"),
            null,
            null,
            List.of());

    /** A grandchild. */
    public static final Entity MARKS = new Entity(
            "marks",
            "sample",
            "marks",
            "id",
            List.of(column("id", new LogicalType.Uuid(), false), column("page_id", text(), false)),
            new Parent("pages", "page_id", false),
            List.of(),
            null,
            null,
            null,
            List.of());

    /** A row that may have an owner. */
    public static final Entity LOANS = new Entity(
            "loans",
            "sample",
            "loans",
            "id",
            List.of(column("id", new LogicalType.Int64(), false), column("book_id", text(), true)),
            new Parent("books", "book_id", true),
            List.of(),
            null,
            null,
            null,
            List.of());

    /** All of them. */
    public static Catalogue catalogue() {
        return new Catalogue(List.of(EVERY_TYPE, BOOKS, PAGES, MARKS, LOANS));
    }

    private static LogicalType text() {
        return new LogicalType.Text(Set.of());
    }

    private static ColumnDefault constant(String json) {
        return new ColumnDefault.Constant(json);
    }

    private static Column column(String name, LogicalType type, boolean nullable) {
        return column(name, type, nullable, null);
    }

    private static Column column(
            String name, LogicalType type, boolean nullable, @Nullable ColumnDefault defaultValue) {
        return new Column(name, name, type, nullable, defaultValue);
    }
}
