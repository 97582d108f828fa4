package io.evenkeel.supabase;

import io.evenkeel.contract.catalogue.Column;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.supabase.WriteSession.Answer;
import io.evenkeel.supabase.WriteSession.Command;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns planned writes into statements: one for each kind of write and entity, whose parameters are an array for each
 * column. A statement takes at most so many rows and {@link #MOST_BYTES}.
 */
final class WriteCommands {
    private static final int MOST_BYTES = 1 << 20;

    /** The first statements are smaller, so that the server soon has something to do. */
    private static final int FIRST_BYTES = 1 << 17;

    private static final String BURY = "INSERT INTO public.evenkeel_tombstone"
            + " (entity, workspace_id, key, epoch, partition, \"offset\", sequence)"
            + " SELECT unnest(?::text[]), unnest(?::text[]), unnest(?::text[]), unnest(?::bigint[]), unnest(?::int[]),"
            + " unnest(?::bigint[]), unnest(?::bigint[])"
            + " ON CONFLICT (entity, workspace_id, key) DO UPDATE SET epoch = excluded.epoch,"
            + " partition = excluded.partition, \"offset\" = excluded.\"offset\", sequence = excluded.sequence";
    private static final String THIS_TOMBSTONE =
            " WHERE t.entity = wanted.entity AND t.workspace_id = wanted.workspace_id AND t.key = wanted.key";
    private static final String EXHUME = "DELETE FROM public.evenkeel_tombstone AS t"
            + " USING unnest(?::text[], ?::text[], ?::text[]) AS wanted (entity, workspace_id, key)" + THIS_TOMBSTONE;
    private static final String RAISE_TOMBSTONE = "UPDATE public.evenkeel_tombstone AS t SET sequence = wanted.sequence"
            + " FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[])"
            + " AS wanted (entity, workspace_id, key, sequence)" + THIS_TOMBSTONE;

    private final CatalogueSql sql;
    private final StoredRows stored;
    private final Consumer<Command> queue;
    private final int mostRows;
    private int mostBytes = FIRST_BYTES;
    private final Map<String, Rows> statements = new LinkedHashMap<>();

    /**
     * @param stored what the plan was made from: tells where a tombstone has to go
     * @param queue takes the statements
     * @param mostRows how many rows a statement takes
     */
    WriteCommands(CatalogueSql sql, StoredRows stored, Consumer<Command> queue, int mostRows) {
        this.sql = sql;
        this.stored = stored;
        this.queue = queue;
        this.mostRows = mostRows;
    }

    /**
     * Queues the statements for writes that are ordered as {@link io.evenkeel.contract.change.BatchPlan#writes} are. Writes
     * of one kind and entity come together; entities keep their order, and so foreign keys hold.
     */
    void add(List<RowWrite> writes) {
        for (RowWrite write : writes) {
            Rows rows = switch (write) {
                case RowWrite.Put put -> put(put);
                case RowWrite.Remove remove -> remove(remove);
                case RowWrite.Raise raise -> raise(raise);
                case RowWrite.Erase erase -> erase(erase);
            };
            if (rows.count >= mostRows || rows.bytes() >= mostBytes) {
                mostBytes = Math.min(MOST_BYTES, 2 * mostBytes);
                queue();
            }
        }
        queue();
    }

    /** All of them: what comes later may depend on any. */
    private void queue() {
        statements.forEach((statement, rows) -> queue.accept(new Command(statement, rows.columns(), Answer.IGNORED)));
        statements.clear();
    }

    private Rows put(RowWrite.Put put) {
        EntityWrites entity = sql.writesOf(put.key().entity());
        List<Column> columns = entity.entity().columns();
        String statement = stored.isPresumedNew(put.key()) ? entity.insert() : entity.put();
        Rows rows = statements.computeIfAbsent(statement, first -> Rows.of(columns));
        entity.encode(put, rows::next);
        if (stored.hasTombstone(put.key())) {
            tombstone(EXHUME, put.key(), 0).end();
        }
        return rows.end();
    }

    private Rows remove(RowWrite.Remove remove) {
        key(sql.writesOf(remove.key().entity()).remove(), remove.key(), 0).end();
        Rows buried = statements.computeIfAbsent(BURY, statement -> Rows.ofTombstones(4));
        return buried.tombstone(remove.key())
                .source(remove.position(), remove.sequence())
                .end();
    }

    private Rows raise(RowWrite.Raise raise) {
        Rows rows = key(sql.writesOf(raise.key().entity()).raise(), raise.key(), 1);
        rows.number(raise.sequence()).end();
        if (stored.hasTombstone(raise.key())) {
            tombstone(RAISE_TOMBSTONE, raise.key(), 1).number(raise.sequence()).end();
        }
        return rows;
    }

    private Rows erase(RowWrite.Erase erase) {
        Rows rows =
                key(sql.writesOf(erase.key().entity()).remove(), erase.key(), 0).end();
        if (stored.hasTombstone(erase.key())) {
            tombstone(EXHUME, erase.key(), 0).end();
        }
        return rows;
    }

    private Rows key(String statement, RowKey key, int numbers) {
        return statements
                .computeIfAbsent(statement, first -> Rows.ofKeys(numbers))
                .text(key.workspace())
                .text(key.key());
    }

    private Rows tombstone(String statement, RowKey key, int numbers) {
        return statements
                .computeIfAbsent(statement, first -> Rows.ofTombstones(numbers))
                .tombstone(key);
    }

    /** The parameters of one statement, filled row by row. */
    private static final class Rows {
        private final BinaryArray[] columns;
        private int column;
        private int count;

        private Rows(BinaryArray[] columns) {
            this.columns = columns;
        }

        static Rows of(List<Column> content) {
            BinaryArray[] columns = new BinaryArray[content.size() + 5];
            columns[0] = new BinaryArray(ElementType.TEXT);
            for (int i = 0; i < content.size(); i++) {
                columns[i + 1] = new BinaryArray(ElementType.of(content.get(i).type()));
            }
            return sourced(columns, content.size() + 1);
        }

        static Rows ofKeys(int numbers) {
            return texts(2, numbers);
        }

        static Rows ofTombstones(int numbers) {
            return texts(3, numbers);
        }

        private static Rows texts(int texts, int numbers) {
            BinaryArray[] columns = new BinaryArray[texts + numbers];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = new BinaryArray(i < texts ? ElementType.TEXT : ElementType.INT8);
            }
            return numbers == 4 ? sourced(columns, texts) : new Rows(columns);
        }

        private static Rows sourced(BinaryArray[] columns, int first) {
            for (int i = first; i < columns.length; i++) {
                columns[i] = new BinaryArray(i == first + 1 ? ElementType.INT4 : ElementType.INT8);
            }
            return new Rows(columns);
        }

        BinaryArray next() {
            return columns[column++];
        }

        Rows text(String text) {
            next().add(text);
            return this;
        }

        Rows number(long number) {
            next().add(number);
            return this;
        }

        Rows tombstone(RowKey key) {
            return text(key.entity()).text(key.workspace()).text(key.key());
        }

        Rows source(Position position, @Nullable Long sequence) {
            EntityWrites.encodeSource(position, sequence, this::next);
            return this;
        }

        Rows end() {
            column = 0;
            count++;
            return this;
        }

        int bytes() {
            int bytes = 0;
            for (BinaryArray array : columns) {
                bytes += array.size();
            }
            return bytes;
        }

        List<Object> columns() {
            return List.copyOf(Arrays.asList(columns));
        }
    }
}
