package io.evenkeel.query.routing;

import static io.evenkeel.query.routing.PositionsTest.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.control.Stage;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ReadGateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LaggingStore sqlite = new LaggingStore();
    private final LaggingStore supabase = new LaggingStore();
    private final ManualTime time = new ManualTime();
    private Route route = new Route(Stage.DUAL_WRITE, 1, Positions.NONE);

    @Test
    void readsFromTheStoreThatTheControlLogNames() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        supabase.apply(0, 5);

        assertThat(read(gate)).isEqualTo(served(Backend.SQLITE, 1, at(0, 5), false));
        route = new Route(Stage.LIVE, 2, Positions.NONE);
        assertThat(read(gate)).isEqualTo(served(Backend.SUPABASE, 2, at(0, 5), false));
    }

    @Test
    void afterAFlipServesNothingOlderThanItHasShown() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        supabase.apply(0, 4);
        read(gate);
        route = new Route(Stage.LIVE, 2, Positions.NONE);

        assertThat(read(gate)).isEqualTo(new Answer.Behind<>(Backend.SUPABASE, 2, at(0, 4), at(0, 5)));
        assertThat(time.nanos()).isEqualTo(PATIENCE.toNanos());
    }

    @Test
    void waitsForAStoreThatIsBehindUntilItHasCaughtUp() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        read(gate);
        route = new Route(Stage.LIVE, 2, Positions.NONE);
        time.meanwhile(() -> supabase.apply(0, 6));

        assertThat(read(gate)).isEqualTo(served(Backend.SUPABASE, 2, at(0, 6), false));
        assertThat(time.nanos()).isLessThan(PATIENCE.toNanos());
    }

    @Test
    void followsAFlipBackWhileItWaits() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        read(gate);
        route = new Route(Stage.LIVE, 2, Positions.NONE);
        time.meanwhile(() -> route = new Route(Stage.DUAL_WRITE, 3, Positions.NONE));

        assertThat(read(gate)).isEqualTo(served(Backend.SQLITE, 3, at(0, 5), false));
    }

    @Test
    void showsTheClientsOwnWrite() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);

        assertThat(gate.read(at(0, 6), store -> Observed.of(store.counts("default"))))
                .isEqualTo(new Answer.Behind<>(Backend.SQLITE, 1, at(0, 5), at(0, 6)));
        assertThat(gate.read(at(0, 5), store -> Observed.of(store.counts("default"))))
                .isInstanceOf(Answer.Served.class);
    }

    @Test
    void aWriteThatOneClientWaitsForHoldsNobodyElseBack() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        gate.read(at(0, 99), store -> Observed.of(store.counts("default")));

        assertThat(read(gate)).isInstanceOf(Answer.Served.class);
    }

    @Test
    void servesNothingFromBeforeTheBarrierOfTheFlip() {
        ReadGate gate = gate(false);
        supabase.apply(0, 4);
        route = new Route(Stage.LIVE, 2, at(0, 5));

        assertThat(read(gate)).isInstanceOf(Answer.Behind.class);
        supabase.apply(0, 5);
        assertThat(read(gate)).isInstanceOf(Answer.Served.class);
    }

    @Test
    void saysAtOnceThatAStoreCannotBeReached() {
        ReadGate gate = gate(false);
        sqlite.disconnect();

        assertThat(read(gate)).isEqualTo(new Answer.Unreachable<>(Backend.SQLITE, 1, "it was disconnected"));
        assertThat(time.nanos()).isZero();
    }

    @Test
    void saysThatAStoreIsNotConfigured() {
        ReadGate gate = new ReadGate(() -> route, Map.of(Backend.SQLITE, sqlite), PATIENCE, true, time);
        route = new Route(Stage.LIVE, 2, Positions.NONE);
        sqlite.disconnect();

        assertThat(read(gate)).isEqualTo(new Answer.Unreachable<>(Backend.SUPABASE, 2, "it is not configured"));
    }

    @Test
    void fallsBackOnTheOtherStoreOnlyWhenToldTo() {
        sqlite.apply(0, 5);
        supabase.disconnect();
        route = new Route(Stage.LIVE, 2, Positions.NONE);

        assertThat(read(gate(false))).isInstanceOf(Answer.Unreachable.class);
        assertThat(read(gate(true))).isEqualTo(served(Backend.SQLITE, 2, at(0, 5), true));
    }

    @Test
    void aFallbackDoesNotGoBackInTimeEither() {
        ReadGate gate = gate(true);
        sqlite.apply(0, 4);
        supabase.apply(0, 5);
        route = new Route(Stage.LIVE, 2, Positions.NONE);
        read(gate);
        supabase.disconnect();

        assertThat(read(gate)).isEqualTo(new Answer.Behind<>(Backend.SQLITE, 2, at(0, 4), at(0, 5)));
    }

    @Test
    void aStoreThatIsNoLongerWrittenIsNoFallback() {
        sqlite.apply(0, 5);
        supabase.disconnect();
        route = new Route(Stage.COMPLETE, 4, Positions.NONE);

        assertThat(read(gate(true))).isInstanceOf(Answer.Unreachable.class);
    }

    @Test
    void aComparisonIsHeldBackByItsClientAlone() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        supabase.apply(0, 3);
        read(gate);

        assertThat(gate.readFrom(Backend.SUPABASE, at(0, 3), store -> Observed.of(store.counts("default"))))
                .isEqualTo(served(Backend.SUPABASE, 1, at(0, 3), false));
        assertThat(gate.readFrom(Backend.SUPABASE, at(0, 4), store -> Observed.of(store.counts("default"))))
                .isInstanceOf(Answer.Behind.class);
    }

    @Test
    void aComparisonHoldsNobodyBack() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        supabase.apply(0, 9);
        gate.readFrom(Backend.SUPABASE, Positions.NONE, store -> Observed.of(store.counts("default")));

        assertThat(read(gate)).isEqualTo(served(Backend.SQLITE, 1, at(0, 5), false));
    }

    @Test
    void ofSeveralSnapshotsTheOldestMustBeNewEnoughAndTheNewestCountsAsShown() {
        ReadGate gate = gate(false);
        sqlite.apply(0, 5);
        Answer<String> both = gate.read(at(0, 5), store -> {
            Observed<Object> first =
                    Observed.of(store.counts("default")).and(Observed.of(store.counts("default")), (l, r) -> l);
            sqlite.apply(0, 6);
            return first.and(Observed.of(store.counts("default")), (l, r) -> "both");
        });

        assertThat(both)
                .asInstanceOf(InstanceOfAssertFactories.type(Answer.Served.class))
                .extracting(Answer.Served::position)
                .isEqualTo(at(0, 6));
        supabase.apply(0, 5);
        route = new Route(Stage.LIVE, 2, Positions.NONE);
        assertThat(read(gate)).isInstanceOf(Answer.Behind.class);
    }

    private ReadGate gate(boolean fallback) {
        return new ReadGate(
                () -> route, Map.of(Backend.SQLITE, sqlite, Backend.SUPABASE, supabase), PATIENCE, fallback, time);
    }

    private static Answer<Map<String, Long>> read(ReadGate gate) {
        return gate.read(Positions.NONE, store -> Observed.of(store.counts("default")));
    }

    private static Answer<Map<String, Long>> served(Backend backend, long term, Positions position, boolean fallback) {
        return new Answer.Served<>(Map.of(), backend, term, position, fallback);
    }
}
