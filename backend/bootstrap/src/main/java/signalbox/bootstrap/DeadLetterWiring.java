package signalbox.bootstrap;

import java.util.List;
import java.util.Set;
import signalbox.application.event.DeadLetterRepository;
import signalbox.application.event.DeadLetters;
import signalbox.application.event.GetDeadLetterHandler;
import signalbox.application.event.ListDeadLettersHandler;
import signalbox.application.event.RecordDeadLetters;
import signalbox.application.event.SettleDeadLetterHandler;
import signalbox.application.identity.AccessPolicy;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.kafka.event.KafkaTopics;
import signalbox.infrastructure.postgres.event.PostgresDeadLetterRepository;
import signalbox.infrastructure.postgres.run.PostgresRunNames;
import signalbox.presentation.kafka.event.DeadLetterConsumer;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.event.DeadLetterRoutes;

/** Messages that nobody could read: kept, shown, replayed. */
final class DeadLetterWiring implements Wiring {
  private final DeadLetterConsumer consumer;
  private final DeadLetterRoutes routes;

  DeadLetterWiring(Platform platform, AccessPolicy access, RunWiring runs) {
    DeadLetterRepository repository = new PostgresDeadLetterRepository(platform.metadata());
    RecordDeadLetters record =
        new RecordDeadLetters(
            repository, platform.transactions(), platform.ids(), platform.clock());
    consumer =
        new DeadLetterConsumer(
            platform.settings().kafkaBootstrap(),
            KafkaTopics.DEFAULT.dead(),
            platform.settings().kafkaGroup() + "-dead-letters",
            record);
    DeadLetters letters =
        new DeadLetters(repository, access, new PostgresRunNames(platform.metadata()));
    Observability observability = platform.observability();
    routes =
        new DeadLetterRoutes(
            observability.handler(
                "ListDeadLetters", new ListDeadLettersHandler(letters, platform.transactions())),
            observability.handler("GetDeadLetter", new GetDeadLetterHandler(letters, repository)),
            observability.handler(
                "SettleDeadLetter",
                new SettleDeadLetterHandler(
                    letters,
                    repository,
                    runs.outboxStore(),
                    runs.relay()::wake,
                    Set.of(KafkaTopics.DEFAULT.commands(), KafkaTopics.DEFAULT.status()),
                    platform.transactions(),
                    platform.clock())));
    observability.counter("signalbox.dead.letters", "Dead letters stored", record::storedLetters);
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return List.of(new ConsumerPart(consumer));
  }

  private record ConsumerPart(DeadLetterConsumer consumer) implements Part {
    @Override
    public String name() {
      return "dead-letter-consumer";
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
