package signalbox.presentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.event.StreamItem;
import signalbox.application.event.StreamState;
import signalbox.application.event.TopicSource;
import signalbox.application.run.RunView;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.presentation.shared.Json;

/** Which traces a batch tells viewers of. */
final class FeedTracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void aBatchNamesTheTracesOfItsRunsOnce() {
    Run traced = run(TRACE);

    Feed.Encoded batch = feed(traced, run(null), traced).after("0");

    assertThat(Objects.requireNonNull(batch).traces()).containsExactly(TRACE);
  }

  @Test
  void aBatchOfManyRunsNamesSomeOfThem() {
    Run[] runs = new Run[100];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = run("%032x".formatted(i + 1));
    }

    Feed.Encoded batch = feed(runs).after("0");

    assertThat(Objects.requireNonNull(batch).traces()).hasSize(8);
  }

  private static Feed feed(Run... runs) {
    List<StreamItem> items =
        List.of(runs).stream()
            .<StreamItem>map(
                run -> new StreamItem.RunChanged(new RunView(run, "Alice", null, null, null, null)))
            .toList();
    TopicSource source =
        new TopicSource() {
          @Override
          public Snapshot snapshot() {
            return new Snapshot("0", new StreamState.Nothing());
          }

          @Override
          public Batch readAfter(String cursor, int limit) {
            return new Batch(items, "1");
          }
        };
    return new Feed(
        "project:p:runs",
        source,
        10,
        Duration.ZERO,
        new ContractEncoder(view -> "run", event -> event, file -> file, service -> service),
        new Json(),
        new StreamStatistics());
  }

  private static Run run(@Nullable String trace) {
    Run run =
        TestRuns.training(
            new ProjectId(UUID.randomUUID()),
            new DatasetId(UUID.randomUUID()),
            new UserId(UUID.randomUUID()),
            "a");
    return new Run(
        run.id(),
        run.projectId(),
        run.name(),
        run.spec(),
        run.tags(),
        run.priority(),
        run.maxAttempts(),
        trace,
        run.createdAt(),
        run.createdBy(),
        run.state(),
        run.revision(),
        run.projectRevision());
  }
}
