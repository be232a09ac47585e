package signalbox.presentation.kafka.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.study.StudyReported;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.TrialState;
import signalbox.events.v1.Status;
import signalbox.events.v1.StudyChanged;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;
import signalbox.presentation.kafka.event.StatusDecoder.Decoded;
import signalbox.presentation.kafka.event.StatusDecoder.UndecodableException;

/** What statuses say of studies. */
final class StudyDecoderTest {
  private static final RunId STUDY = new RunId(UUID.randomUUID());
  private static final RunId TRIAL = new RunId(UUID.randomUUID());
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.006Z");

  private static Status.Builder status(long sequence) {
    return Status.newBuilder()
        .setSchemaVersion(1)
        .setStatusId(UUID.randomUUID().toString())
        .setRunId(STUDY.toString())
        .setSequence(sequence)
        .setTime(Timestamp.newBuilder().setSeconds(TIME.getEpochSecond()).setNanos(TIME.getNano()));
  }

  private static StudyReport report(Status.Builder status) throws UndecodableException {
    Decoded decoded = StatusDecoder.decode(status.build().toByteArray(), 0, 0);
    StudyReported reported = ((Decoded.OfStudy) decoded).message();
    assertThat(reported.study()).isEqualTo(STUDY);
    assertThat(reported.report().time()).isEqualTo(TIME);
    return reported.report();
  }

  private static TrialBegun.Builder begun(String parameters) {
    return TrialBegun.newBuilder()
        .setNumber(4)
        .setTrialId(TRIAL.toString())
        .setParametersJson(parameters)
        .setProposed(true);
  }

  private static TrialEnded.Builder ended(String outcome) {
    return TrialEnded.newBuilder()
        .setNumber(4)
        .setTrialId(TRIAL.toString())
        .setOutcome(outcome)
        .addValues(0.875)
        .addConstraints(-1.5)
        .setLastStep(9)
        .setMessage("words");
  }

  @Test
  void aTrialBegins() throws UndecodableException {
    StudyReport report =
        report(
            status(5)
                .setTrialBegun(
                    begun("{\"rate\":0.1,\"n\":3,\"kind\":\"a\",\"on\":true,\"off\":null}")));
    assertThat(report.sequence()).isEqualTo(5);
    StudyReport.TrialBegun begun = (StudyReport.TrialBegun) report.content();
    assertThat(begun.number()).isEqualTo(4);
    assertThat(begun.trial()).isEqualTo(TRIAL);
    assertThat(begun.proposed()).isTrue();
    assertThat(begun.parameters())
        .containsEntry("rate", 0.1)
        .containsEntry("n", 3)
        .containsEntry("kind", "a")
        .containsEntry("on", true)
        .containsKey("off")
        .hasSize(5);
  }

  @Test
  void aTrialEnds() throws UndecodableException {
    StudyReport report = report(status(5).setTrialEnded(ended("pruned")));
    assertThat(report.content())
        .isEqualTo(
            new StudyReport.TrialEnded(
                4, TRIAL, TrialState.PRUNED, List.of(0.875), List.of(-1.5), 9, "words"));
  }

  @Test
  void aChangeHasTakenEffect() throws UndecodableException {
    StudyReport report =
        report(
            status(7)
                .setStudyChanged(
                    StudyChanged.newBuilder().setTrouble("No tuning service answers.")));
    assertThat(report.sequence()).isEqualTo(7);
    assertThat(report.content())
        .isEqualTo(new StudyReport.StudyChanged("No tuning service answers."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[1]", "7", "{\"rate\":"})
  void parametersThatAreNoObjectCannotBeRead(String parameters) {
    assertThatThrownBy(() -> report(status(5).setTrialBegun(begun(parameters))))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("parameters of a trial");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "running", "dreaming"})
  void anOutcomeThatIsNoneCannotBeRead(String outcome) {
    assertThatThrownBy(() -> report(status(5).setTrialEnded(ended(outcome))))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void aTrialNeedsAnIdAndANumber() {
    assertThatThrownBy(() -> report(status(5).setTrialEnded(ended("failed").setTrialId("x"))))
        .hasMessage("trial_id is not a UUID");
    assertThatThrownBy(() -> report(status(5).setTrialBegun(begun("{}").setNumber(-1))))
        .hasMessage("the number of a trial is negative");
  }
}
