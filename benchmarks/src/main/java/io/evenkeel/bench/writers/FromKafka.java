package io.evenkeel.bench.writers;

import io.evenkeel.bench.BenchFailure;
import io.evenkeel.bench.Contender;
import io.evenkeel.bench.Trial;
import io.evenkeel.contract.change.ChangeSetCodec;
import io.evenkeel.contract.store.Store;
import io.evenkeel.kit.writer.ConsumerSettings;
import io.evenkeel.kit.writer.DeadLetterSink;
import io.evenkeel.kit.writer.StoreConsumer;
import io.evenkeel.kit.writer.WriterState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** A writer service's whole path: {@code evenkeel.changes}, the service's own consumer, the store. */
record FromKafka(String service, Database.Source databases, Workload workload, ChangeLog log) implements Contender {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration SESSION = Duration.ofSeconds(10);

    @Override
    public String name() {
        return service + ", from Kafka";
    }

    @Override
    public Trial prepare() throws Exception {
        Database database = databases.create();
        Store store = database.open(log.topics().changes());
        TimedWriter writer = new TimedWriter(store.writer(), workload.rows().size());
        DeadLetterSink deadLetters =
                DeadLetterSink.open(log.bootstrapServers(), log.topics().deadLetters());
        StoreConsumer consumer = new StoreConsumer(
                store.backend(),
                writer,
                new ConsumerSettings(log.bootstrapServers(), "bench-" + UUID.randomUUID(), null, SESSION),
                log.eventLog(),
                log.control(),
                deadLetters,
                new ChangeSetCodec(Corpus.CATALOGUE),
                new WriterState(Clock.systemUTC()),
                new SimpleMeterRegistry(),
                Clock.systemUTC());
        return new Trial() {
            @Override
            public Duration run() throws Exception {
                consumer.start();
                if (!writer.await(LIMIT)) {
                    throw new BenchFailure(name() + " has not come to the end of the log in " + LIMIT);
                }
                return writer.took().plus(Stopwatch.time(database::writeBack));
            }

            @Override
            public void check() {
                workload.check(name(), store);
            }

            @Override
            public void close() throws Exception {
                consumer.stop();
                deadLetters.close();
                store.close();
                database.close();
            }
        };
    }
}
