package io.evenkeel.embedding.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.contract.change.ChangeSet;
import io.evenkeel.contract.change.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TransformAheadTest {
    private static final int SLICE = 200;

    @Test
    void slicesComeInTheirOrderWhileTheNextIsBegun() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        try (TransformAhead ahead = new TransformAhead(events -> {
            if (events.getFirst().offset() > 0) {
                second.countDown();
            } else {
                await(second);
            }
            return transformed(events);
        })) {
            IntStream.range(0, 2 * SLICE + 1).forEach(offset -> ahead.add(event(0, offset)));

            assertThat(offsets(ahead.next()))
                    .as("the first slice, which waits for the second to begin")
                    .isEqualTo(range(0, SLICE));
            assertThat(offsets(ahead.next())).isEqualTo(range(SLICE, 2 * SLICE));
            assertThat(offsets(ahead.next())).containsExactly((long) 2 * SLICE);
            assertThat(ahead.isEmpty()).isTrue();
        }
    }

    @Test
    void eventsOfPartitionsThatAreGoneAreForgottenInEachSlice() {
        try (TransformAhead ahead = new TransformAhead(TransformAheadTest::transformed)) {
            IntStream.range(0, 3 * SLICE).forEach(offset -> ahead.add(event(offset % 2, offset)));

            assertThat(ahead.next().events()).hasSize(SLICE);
            ahead.forget(Set.of(new TopicPartition("events", 1)));
            // The partition comes back, and is read again.
            ahead.add(event(1, 7));

            assertThat(offsets(ahead.next())).as("begun").hasSize(SLICE / 2).allMatch(offset -> offset % 2 == 0);
            List<Long> last = offsets(ahead.next());
            assertThat(last).as("waiting").hasSize(SLICE / 2 + 1).endsWith(7L);
            assertThat(last.subList(0, SLICE / 2)).allMatch(offset -> offset % 2 == 0);
        }
    }

    @Test
    void nothingIsLeftOfASliceWhosePartitionsAreAllGone() {
        try (TransformAhead ahead = new TransformAhead(TransformAheadTest::transformed)) {
            IntStream.range(0, SLICE + 1).forEach(offset -> ahead.add(event(0, offset)));
            ahead.next();
            ahead.forget(Set.of(new TopicPartition("events", 0)));

            assertThat(ahead.next().events()).isEmpty();
            assertThat(ahead.isEmpty()).isTrue();
        }
    }

    @Test
    void moreIsTakenOnlyWhileLessThanASliceWaits() {
        try (TransformAhead ahead = new TransformAhead(TransformAheadTest::transformed)) {
            IntStream.range(0, SLICE - 1).forEach(offset -> ahead.add(event(0, offset)));
            assertThat(ahead.isAhead()).isFalse();
            ahead.add(new ConsumerRecord<>("events", 0, SLICE, null, new byte[64 << 10]));
            assertThat(ahead.isAhead()).isTrue();
        }
    }

    @Test
    void whatFailsFailsWhenItIsAskedFor() {
        try (TransformAhead ahead = new TransformAhead(events -> {
            throw new IllegalStateException("planted");
        })) {
            ahead.add(event(0, 0));

            assertThatThrownBy(ahead::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("planted");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static List<Transformed> transformed(List<ConsumerRecord<byte[], byte[]>> events) {
        List<Transformed> transformed = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> event : events) {
            Position position = new Position(1, event.partition(), event.offset());
            transformed.add(new Transformed(ChangeSet.empty(position, "id", "test", "test.event"), null));
        }
        return transformed;
    }

    private static List<Long> offsets(TransformAhead.Done done) {
        assertThat(done.transformed())
                .extracting(one -> one.changeSet().position().offset())
                .isEqualTo(done.events().stream().map(ConsumerRecord::offset).toList());
        return done.events().stream().map(ConsumerRecord::offset).toList();
    }

    private static List<Long> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(Long::valueOf).toList();
    }

    private static ConsumerRecord<byte[], byte[]> event(int partition, long offset) {
        return new ConsumerRecord<>("events", partition, offset, null, new byte[1]);
    }
}
