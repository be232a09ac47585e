package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.StatusHandlers;
import signalbox.application.service.StatusesProbe;
import signalbox.application.shared.StoredTraces;
import signalbox.infrastructure.kafka.event.KafkaTopics;
import signalbox.presentation.kafka.event.StatusConsumer;
import signalbox.presentation.kafka.event.StatusObserver;

/** The reader of the status topic. */
final class StatusWiring implements Wiring {
  private final StatusConsumer consumer;
  private final StatusesProbe probe;

  StatusWiring(
      Platform platform, StatusHandlers handlers, StatusObserver observer, StoredTraces traces) {
    consumer =
        new StatusConsumer(
            new StatusConsumer.Options(
                platform.settings().kafkaBootstrap(),
                KafkaTopics.DEFAULT.status(),
                KafkaTopics.DEFAULT.dead(),
                platform.settings().kafkaGroup()),
            handlers,
            observer,
            platform.observability().traceSpans(),
            traces,
            platform.clock());
    probe =
        new StatusesProbe(consumer::problem, consumer::lastPoll, consumer::lag, platform.clock());
  }

  StatusConsumer consumer() {
    return consumer;
  }

  /** Whether statuses are taken. */
  StatusesProbe probe() {
    return probe;
  }

  @Override
  public List<Part> parts() {
    return List.of(new ConsumerPart(consumer));
  }

  private record ConsumerPart(StatusConsumer consumer) implements Part {
    @Override
    public String name() {
      return "status-consumer";
    }

    @Override
    public void start() {
      consumer.start();
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
