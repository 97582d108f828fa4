package io.evenkeel.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.DigestedRow;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.topic.DeadLetter;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each guarantee finds what breaks it, and is silent where all is well. */
class GuaranteesTest {
    private static final long EPOCH = 7;
    private static final RowKey ROW = new RowKey("chat_sessions", "default", "any");

    private final List<Load.Acknowledged> acknowledged = new ArrayList<>();
    private final List<LoggedEvent> log = new ArrayList<>();
    private final Map<Position, String> ids = new HashMap<>();
    private final List<ChangeSet> changeSets = new ArrayList<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Map<Integer, Position> last = new HashMap<>();
    private final Map<Backend, Evidence.Held> stores = new EnumMap<>(Backend.class);
    private final List<DeadLetter> letters = new ArrayList<>();

    GuaranteesTest() {
        Topics topics = new Topics("guarantees", 2);
        EventMix mix = new EventMix(topics, "test", 42, new EventMix.Shares(0, 0.2, 0.1));
        for (int i = 0; i < 500; i++) {
            log(mix.next());
        }
        for (Backend store : Backend.values()) {
            Oracle oracle = Oracle.of(store, log);
            Map<RowKey, DigestedRow> rows = new HashMap<>();
            oracle.rows().forEach((key, row) -> rows.put(key, new DigestedRow(key, row.digest(), row.position())));
            Map<Integer, StorePosition> positions = new HashMap<>();
            last.forEach((partition, position) ->
                    positions.put(partition, new StorePosition(partition, position.offset() + 1, position)));
            List<Evidence.Put> puts = new ArrayList<>(List.of(new Evidence.Put(ROW, 1), new Evidence.Put(ROW, 2)));
            stores.put(store, new Evidence.Held(rows, positions, puts));
            oracle.refused().forEach(position -> letters.add(letter(store.label(), position)));
        }
    }

    @Test
    void allIsWell() {
        assertThat(letters).extracting(DeadLetter::store).contains("embedding", "sqlite", "supabase");
        Guarantee.ALL.forEach(guarantee -> guarantee.judge(evidence()));
    }

    @Test
    void aMissingRowIsLost() {
        rows(Backend.SUPABASE).remove(anyRow());
        broken(new NothingLost());
    }

    @Test
    void anAcknowledgedEventThatIsNotInTheLogIsLost() {
        acknowledged.add(new Load.Acknowledged("gone", new Position(EPOCH, 0, 1_000_000)));
        broken(new NothingLost());
    }

    @Test
    void anEventWithoutAChangeSetIsLost() {
        LoggedEvent event = log.getFirst();
        log.set(0, new LoggedEvent(event.position(), event.planned(), List.of()));
        broken(new NothingLost());
    }

    @Test
    void aSecondChangeSetIsDoubled() {
        LoggedEvent event = log.getFirst();
        ChangeSet made = event.changeSets().getFirst();
        log.set(0, new LoggedEvent(event.position(), event.planned(), List.of(made, made)));
        broken(new NothingDoubled());
    }

    @Test
    void aRowThatIsTooMuchIsDoubled() {
        rows(Backend.SQLITE).put(ROW, new DigestedRow(ROW, new Digest(1, 2), new Position(EPOCH, 0, 1)));
        broken(new NothingDoubled());
    }

    @Test
    void aRowThatWasPutTwiceForAnEventIsDoubled() {
        evidence().store(Backend.SUPABASE).puts().add(new Evidence.Put(ROW, 2));
        broken(new NothingDoubled());
    }

    @Test
    void anotherValueIsAltered() {
        rows(Backend.SQLITE).compute(anyRow(), (key, row) -> new DigestedRow(key, new Digest(1, 2), row.position()));
        broken(new NothingAltered());
    }

    @Test
    void anOlderVersionPutLaterIsOutOfOrder() {
        evidence().store(Backend.SQLITE).puts().add(new Evidence.Put(ROW, 1));
        broken(new OrderPerRoot());
    }

    @Test
    void aRowOfAnotherEventIsOutOfOrder() {
        rows(Backend.SQLITE)
                .compute(anyRow(), (key, row) -> new DigestedRow(key, row.digest(), new Position(EPOCH, 0, 999)));
        broken(new OrderPerRoot());
    }

    @Test
    void aStoreThatIsBehindIsFound() {
        Map<Integer, StorePosition> positions =
                evidence().store(Backend.SUPABASE).positions();
        positions.compute(0, (partition, position) -> new StorePosition(0, 3, new Position(EPOCH, 0, 2)));
        broken(new PositionsAgree());
    }

    @Test
    void aMissingAndAFurtherDeadLetterAreFound() {
        DeadLetter missing = letters.removeFirst();
        broken(new DeadLettersUnique());
        letters.add(missing);
        letters.add(letter("sqlite", new Position(EPOCH, 0, 1_000_000)));
        broken(new DeadLettersUnique());
    }

    private void broken(Guarantee guarantee) {
        assertThatThrownBy(() -> guarantee.judge(evidence())).isInstanceOf(AssertionError.class);
    }

    private Evidence evidence() {
        return new Evidence(acknowledged, log, ids, changeSets, ends, last, stores, Oracle.ofAll(log), letters);
    }

    private Map<RowKey, DigestedRow> rows(Backend store) {
        return evidence().store(store).rows();
    }

    private RowKey anyRow() {
        return rows(Backend.SQLITE).keySet().stream()
                .filter(rows(Backend.SUPABASE)::containsKey)
                .findFirst()
                .orElseThrow();
    }

    private void log(Planned planned) {
        int partition = planned.record().partition();
        Position before = last.get(partition);
        Position position = new Position(EPOCH, partition, before == null ? 0 : before.offset() + 1);
        ChangeSet made = ChangeSet.empty(position, planned.id(), "test", "test");
        last.put(partition, position);
        ends.put(partition, position.offset() + 1);
        ids.put(position, planned.id());
        acknowledged.add(new Load.Acknowledged(planned.id(), position));
        changeSets.add(made);
        log.add(new LoggedEvent(position, planned, List.of(made)));
        if (planned.refusedBy().contains("embedding")) {
            letters.add(letter("embedding", position));
        }
    }

    private static DeadLetter letter(String store, Position position) {
        return new DeadLetter(
                store,
                "test",
                "test",
                "topic",
                position.partition(),
                position.offset(),
                position,
                "event",
                "type",
                null,
                Instant.EPOCH);
    }
}
