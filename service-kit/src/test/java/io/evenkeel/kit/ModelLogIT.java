package io.evenkeel.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenkeel.contract.control.ModelDecision;
import io.evenkeel.contract.topic.Epochs;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.localstack.TestServers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** One model at a time, on a real broker. */
class ModelLogIT {
    private static final String ONE = "one@0123456789abcdef";
    private static final String TWO = "two@0123456789abcdef";

    private final String kafka = TestServers.kafkaBootstrap();

    @Test
    void ofSeveralThatDecideAtOnceOneDoesAndAllLearnWhich() throws Exception {
        Topics topics = topics("models-race");
        List<Callable<ModelDecision>> deciders = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String model = i % 2 == 0 ? ONE : TWO;
            String who = "decider " + i;
            deciders.add(() -> {
                try (ModelLog log = ModelLog.open(kafka, topics)) {
                    return log.held().isPresent()
                            ? log.held().orElseThrow()
                            : log.decide(model, who, Clock.systemUTC());
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(deciders.size())) {
            List<ModelDecision> held = new ArrayList<>();
            for (Future<ModelDecision> decided : threads.invokeAll(deciders)) {
                held.add(decided.get());
            }
            assertThat(held.stream().distinct())
                    .singleElement()
                    .satisfies(one -> assertThat(one.term()).isEqualTo(1));
        }
    }

    @Test
    void whoFollowsLearnsOfTheNextDecisionAndOfNoRecordThatIsNone() throws Exception {
        Topics topics = topics("models-follow");
        try (ModelLog following = ModelLog.open(kafka, topics);
                ModelLog deciding = ModelLog.open(kafka, topics)) {
            assertThat(following.held()).isEmpty();
            ModelDecision first = deciding.decide(ONE, "a service", Clock.systemUTC());
            await().untilAsserted(() -> assertThat(following.follow()).contains(first));
            write(topics, "no decision");
            ModelDecision second = deciding.decide(TWO, "an operator", Clock.systemUTC());
            assertThat(second.term()).isEqualTo(2);
            await().untilAsserted(() -> assertThat(following.follow()).contains(second));
        }
    }

    private void write(Topics topics, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topics.models(), value)).get();
        }
    }

    private Topics topics(String prefix) {
        Topics topics = new Topics(prefix, 1);
        Epochs.open(kafka, topics, (short) 1);
        return topics;
    }
}
