package io.evenkeel.kit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.Repair;
import io.evenkeel.contract.change.RepairOutcome;
import io.evenkeel.contract.change.Replay;
import io.evenkeel.contract.store.ApplyResult;
import io.evenkeel.contract.store.ChangeBatch;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.ReplayResult;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.store.StoreWriter;
import io.evenkeel.contract.value.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StoreCommandsTest {
    private final StoreCommands commands = new StoreCommands();
    private final StoreWriter writer = new EmptyStore();

    @Test
    void runsInOrderOnTheThreadThatAsks() {
        List<String> ran = new ArrayList<>();
        CompletableFuture<String> first = commands.submit(store -> note(ran, "first"));
        CompletableFuture<String> second = commands.submit(store -> note(ran, "second"));
        assertThat(first).isNotDone();

        assertThat(commands.areWaiting()).isTrue();
        commands.run(writer);

        String here = Thread.currentThread().getName();
        assertThat(ran).containsExactly("first on " + here, "second on " + here);
        assertThat(first).isCompletedWithValue("first");
        assertThat(second).isCompletedWithValue("second");
        assertThat(commands.areWaiting()).isFalse();
    }

    @Test
    void aCommandThatFailsFailsItsAnswerAlone() {
        CompletableFuture<String> failing = commands.submit(store -> {
            throw new IllegalStateException("no");
        });
        CompletableFuture<Integer> next =
                commands.submit(store -> store.positions().size());

        commands.run(writer);

        assertThatThrownBy(failing::join).hasRootCauseMessage("no");
        assertThat(next).isCompletedWithValue(0);
    }

    @Test
    void whatWasCancelledIsNotRun() {
        List<String> ran = new ArrayList<>();
        commands.submit(store -> note(ran, "late")).cancel(false);

        commands.run(writer);

        assertThat(ran).isEmpty();
    }

    @Test
    void aWriterThatStopsAnswersWhoWaits() {
        CompletableFuture<String> waiting = commands.submit(store -> "never");

        commands.close();

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(commands.submit(store -> "late")::join).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void doesNotGrowWithoutBound() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            answers.add(commands.submit(store -> "done"));
        }

        assertThat(answers.getLast()).isCompletedExceptionally();
        commands.run(writer);
        assertThat(answers.subList(0, 100))
                .allSatisfy(answer -> assertThat(answer).isCompletedWithValue("done"));
    }

    private static String note(List<String> ran, String name) {
        ran.add(name + " on " + Thread.currentThread().getName());
        return name;
    }

    /** A store that nothing was applied to. */
    private static final class EmptyStore implements StoreWriter {
        @Override
        public void prepare() {
            // There is no schema.
        }

        @Override
        public Map<Integer, StorePosition> positions() {
            return Map.of();
        }

        @Override
        public ApplyResult apply(ChangeBatch batch, RefusalSink refusals) {
            return new ApplyResult(0, 0, 0, 0);
        }

        @Override
        public ReplayResult replay(Replay replay, long offset) {
            return new ReplayResult.Skipped();
        }

        @Override
        public Map<RowKey, RepairOutcome> repair(Repair repair) {
            return Map.of();
        }
    }
}
