package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir Path directory;

  @Test
  void keepsItsRecordsOverARestartAndLeavesNoProcess() throws Exception {
    var settings = EmbeddedKafka.in(directory);
    try (var broker = settings.start()) {
      createTopic(broker, "kept");
      produce(broker, "kept", "one");
    }
    await().until(() -> Processes.mentioning(directory.toString()).isEmpty());

    try (var broker = settings.start()) {
      produce(broker, "kept", "two");
      assertThat(consume(broker, "kept", 2)).containsExactly("one", "two");
    }
    await().until(() -> Processes.mentioning(directory.toString()).isEmpty());
  }

  @Test
  void makesNoTopicByItself() throws Exception {
    try (var admin =
        Admin.create(Map.of("bootstrap.servers", EmbeddedKafka.shared().bootstrap()))) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("absent")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void keepsThoseBehindADetourWhoCameByIt() throws Exception {
    int listens = Ports.free();
    try (var detour = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var came = new AtomicInteger();
      var _ =
          threads.submit(() -> {
            while (true) {
              Socket near = detour.accept();
              came.incrementAndGet();
              Socket far = new Socket(InetAddress.getLoopbackAddress(), listens);
              var _ = threads.submit(() -> near.getInputStream().transferTo(far.getOutputStream()));
              var _ = threads.submit(() -> far.getInputStream().transferTo(near.getOutputStream()));
            }
          });
      var listener = new EmbeddedKafka.Listener(listens, detour.getLocalPort());
      try (var broker = EmbeddedKafka.in(directory).listeners(List.of(listener)).start()) {
        createTopic(broker, "kept");
        produce("127.0.0.1:" + detour.getLocalPort(), "kept", "one");
        // One to ask who the broker is, and one to where it said that it is.
        assertThat(came.get()).isGreaterThanOrEqualTo(2);
        assertThat(consume(broker, "kept", 1)).containsExactly("one");
      }
      threads.shutdownNow();
    }
  }

  private static void createTopic(EmbeddedKafka broker, String topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  private static void produce(EmbeddedKafka broker, String topic, String value) throws Exception {
    produce(broker.bootstrap(), topic, value);
  }

  private static void produce(String bootstrap, String topic, String value) throws Exception {
    var settings = Map.<String, Object>of("bootstrap.servers", bootstrap);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "key", value)).get();
    }
  }

  private static List<String> consume(EmbeddedKafka broker, String topic, int count) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", broker.bootstrap(), "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      var values = new ArrayList<String>();
      await()
          .until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            return values.size() >= count;
          });
      return values;
    }
  }
}
