package io.evenkeel.kit.writer;

import io.evenkeel.contract.store.Refusal;
import io.evenkeel.contract.store.RefusalSink;
import io.evenkeel.contract.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** The dead letters of one batch: on their way while the store goes on with the rest, awaited before its positions move. */
final class BatchLetters implements RefusalSink {
    private final DeadLetterSink deadLetters;
    private final ChangeRecords changeRecords;
    private final ConsumerRecords<byte[], byte[]> records;
    private final List<DeadLetterSink.Sending> underWay = new ArrayList<>();

    /** @param records what the batch was read from */
    BatchLetters(DeadLetterSink deadLetters, ChangeRecords changeRecords, ConsumerRecords<byte[], byte[]> records) {
        this.deadLetters = deadLetters;
        this.changeRecords = changeRecords;
        this.records = records;
    }

    /**
     * Sends letters of what the store does not get to see.
     *
     * @throws StoreUnavailableException as {@link #accept}
     */
    void send(List<WholeLetter> letters) {
        if (!letters.isEmpty()) {
            underWay.add(deadLetters.begin(letters));
        }
    }

    @Override
    public void accept(List<Refusal> refusals) {
        send(changeRecords.letters(refusals, records));
    }

    @Override
    public void await() {
        underWay.forEach(DeadLetterSink.Sending::await);
        underWay.clear();
    }
}
