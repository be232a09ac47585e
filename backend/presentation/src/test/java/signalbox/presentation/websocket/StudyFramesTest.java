package signalbox.presentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.event.StreamItem;
import signalbox.application.event.StreamState;
import signalbox.application.run.RunView;
import signalbox.application.run.TestRuns;
import signalbox.application.study.StudyView;
import signalbox.application.study.TestStudies;
import signalbox.application.study.TrialRow;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.presentation.shared.Json;
import signalbox.presentation.view.StudyJson;
import signalbox.presentation.view.TrialColumnsJson;

/** How the topic of a study looks on the wire. */
final class StudyFramesTest {
  private static final Json JSON = new Json();

  private final ContractEncoder encoder =
      new ContractEncoder(run -> run, event -> event, artifact -> artifact, service -> service);
  private final Run run =
      TestRuns.study(
          new ProjectId(UUID.randomUUID()),
          new DatasetId(UUID.randomUUID()),
          new UserId(UUID.randomUUID()),
          "search");
  private final StudyView study =
      new StudyView(
          new RunView(run, "Alice", null, null, null, null),
          TestStudies.study(run.id()),
          List.of(),
          List.of());

  private static JsonNode tree(Object value) throws JsonProcessingException {
    return JSON.mapper().readTree(JSON.mapper().writeValueAsString(value));
  }

  @Test
  void aSnapshotIsTheStudyAsInRest() throws JsonProcessingException {
    JsonNode state = tree(encoder.state(new StreamState.StudyState(study)));
    assertThat(state).hasSize(1);
    assertThat(state.path("study")).isEqualTo(tree(StudyJson.of(study)));
  }

  @Test
  void aChangedStudyIsAnItem() throws JsonProcessingException {
    JsonNode item = tree(encoder.item(new StreamItem.StudyChanged(study)));
    assertThat(item.path("type").asText()).isEqualTo("study");
    assertThat(item.path("study")).isEqualTo(tree(StudyJson.of(study)));
    assertThat(item).hasSize(2);
  }

  @Test
  void changedTrialsAreColumnsAsInRest() throws JsonProcessingException {
    List<String> parameters = List.of("z_rate", "boosting");
    List<TrialRow> rows =
        List.of(
            new TrialRow(
                TestStudies.trial(run.id(), 4, new RunId(UUID.randomUUID()), 9),
                RunStatus.RUNNING,
                TestRuns.NOW,
                null,
                1,
                "a:1",
                null));
    JsonNode item = tree(encoder.item(new StreamItem.TrialsChanged(parameters, rows, 9)));
    JsonNode columns = tree(TrialColumnsJson.of(parameters, rows));
    assertThat(item.path("type").asText()).isEqualTo("trials");
    assertThat(item.path("revision").asText()).isEqualTo("9");
    assertThat(item).hasSize(columns.size() + 2);
    assertThat(item.path("number")).isEqualTo(columns.path("number"));
    assertThat(item.path("parameters")).isEqualTo(columns.path("parameters"));
    assertThat(item.path("runStatus").get(0).asText()).isEqualTo("running");
  }

  @Test
  void deletionsNameWhatIsGone() throws JsonProcessingException {
    assertThat(tree(encoder.item(new StreamItem.TrialsDeleted(List.of(3, 4)))))
        .isEqualTo(JSON.mapper().readTree("{\"type\":\"deleted\",\"number\":[3,4]}"));
    assertThat(tree(encoder.item(new StreamItem.RunsDeleted(List.of(run.id())))))
        .isEqualTo(
            JSON.mapper().readTree("{\"type\":\"deleted\",\"runIds\":[\"" + run.id() + "\"]}"));
  }
}
