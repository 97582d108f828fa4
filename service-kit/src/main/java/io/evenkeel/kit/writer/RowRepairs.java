package io.evenkeel.kit.writer;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.change.MalformedChangeSetException;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.RowWrite;
import io.evenkeel.contract.change.Verdict;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Row;
import io.evenkeel.contract.value.RowKey;
import io.evenkeel.kit.Problems;
import io.evenkeel.kit.writer.RepairAnswer.RepairedRow;
import io.evenkeel.kit.writer.RepairRequest.LoggedRow;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows of a writer's store right: reads from the log what it says of them, and has the store take it on the thread
 * that writes it. Thread-safe.
 */
public final class RowRepairs implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Comparator<LoggedRow> LOG_ORDER = Comparator.comparing(
                    (LoggedRow row) -> row.position() == null ? "" : row.position())
            .thenComparing(row -> row.changesOffset() == null ? -1 : row.changesOffset());

    private final String changes;
    private final RecordReader reader;
    private final Function<Repair, CompletableFuture<Map<RowKey, RepairOutcome>>> store;
    private final ChangeSetCodec codec;

    /**
     * Repairs for one writer.
     *
     * @param codec reads the change sets
     * @param store has the store take a repair, on the thread that writes it
     */
    public RowRepairs(
            String bootstrapServers,
            Topics topics,
            ChangeSetCodec codec,
            Function<Repair, CompletableFuture<Map<RowKey, RepairOutcome>>> store) {
        this.changes = topics.changes();
        this.reader = new RecordReader(bootstrapServers);
        this.codec = codec;
        this.store = store;
    }

    /**
     * Puts rows right, in one transaction.
     *
     * @throws HttpProblem 422 when the request makes no sense; 503 when the store or Kafka does not answer
     */
    public RepairAnswer repair(RepairRequest request) {
        Map<RowKey, RepairOutcome> outcomes = new LinkedHashMap<>();
        try {
            Repair repair = resolve(request, outcomes);
            if (!repair.rows().isEmpty()) {
                outcomes.putAll(StoreCommands.await(store.apply(repair)));
            }
        } catch (StoreUnavailableException unavailable) {
            throw Problems.unavailable("store-unavailable", String.valueOf(unavailable.getMessage()), RETRY);
        } catch (IllegalArgumentException wrong) {
            throw Problems.of(422, "invalid-request", "No such repair", String.valueOf(wrong.getMessage()))
                    .build();
        }
        return new RepairAnswer(request.rows().stream()
                .map(row -> repaired(row.key(), Objects.requireNonNull(outcomes.get(row.key()))))
                .toList());
    }

    @Override
    public void close() {
        reader.close();
    }

    /** @param lost receives the rows of which the log has lost what it said */
    private Repair resolve(RepairRequest request, Map<RowKey, RepairOutcome> lost) {
        Map<Integer, Position> asOf = new HashMap<>();
        for (String read : request.asOf()) {
            Position position = Position.parse(read);
            asOf.put(position.partition(), position);
        }
        List<RowWrite> rows = new ArrayList<>();
        Logged last = null;
        for (LoggedRow row : request.rows().stream().sorted(LOG_ORDER).toList()) {
            String named = row.position();
            Long offset = row.changesOffset();
            if (named == null || offset == null) {
                rows.add(new RowWrite.Erase(row.key()));
                continue;
            }
            Position position = Position.parse(named);
            if (row.deleted()) {
                rows.add(new RowWrite.Remove(row.key(), position, row.sequence()));
                continue;
            }
            // One event may have written many of the rows.
            if (last == null || !last.position().equals(position) || last.offset() != offset) {
                last = read(position, offset);
            }
            Row found = last.rows().get(row.key());
            if (found == null) {
                lost.put(row.key(), lost(row.key(), position, offset));
            } else {
                rows.add(new RowWrite.Put(found, position, row.sequence()));
            }
        }
        return new Repair(rows, asOf);
    }

    /** What the log has at a place; no rows where it has lost the change set. */
    private record Logged(Position position, long offset, Map<RowKey, Row> rows) {}

    private Logged read(Position position, long offset) {
        Map<RowKey, Row> rows = reader.read(new TopicPartition(changes, position.partition()), offset)
                .map(ConsumerRecord::value)
                .flatMap(this::decode)
                .filter(changeSet -> changeSet.position().equals(position))
                .map(ChangeSet::rows)
                .orElse(Map.of());
        return new Logged(position, offset, rows);
    }

    private Optional<ChangeSet> decode(byte[] value) {
        try {
            return Optional.of(codec.decode(value));
        } catch (MalformedChangeSetException another) {
            return Optional.empty();
        }
    }

    private RepairOutcome lost(RowKey key, Position position, long offset) {
        return new RepairOutcome.Refused(new Verdict.Refused(
                "log-lost",
                "the log does not hold the version of " + key + " of event " + position + " any more (" + changes + "-"
                        + position.partition() + ", offset " + offset + "); send the row again as an event"));
    }

    private static RepairedRow repaired(RowKey key, RepairOutcome outcome) {
        return switch (outcome) {
            case RepairOutcome.Written ignored -> row(key, RepairAnswer.WRITTEN, null, null, List.of());
            case RepairOutcome.Refused(Verdict.Refused verdict) ->
                row(key, RepairAnswer.REFUSED, verdict.code(), verdict.message(), List.of());
            case RepairOutcome.NotNow notNow ->
                row(key, RepairAnswer.NOT_NOW, null, notNow.reason(), List.copyOf(notNow.first()));
        };
    }

    private static RepairedRow row(
            RowKey key, String outcome, @Nullable String code, @Nullable String message, List<RowKey> first) {
        return new RepairedRow(key, outcome, code, message, first);
    }
}
