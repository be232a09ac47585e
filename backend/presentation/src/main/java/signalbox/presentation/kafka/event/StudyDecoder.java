package signalbox.presentation.kafka.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Map;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.TrialState;
import signalbox.events.v1.Status;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;
import signalbox.presentation.kafka.event.StatusDecoder.UndecodableException;

/** Reads what a status says of a study. Thread-safe; has no state. */
final class StudyDecoder {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private StudyDecoder() {}

  static StudyReport decode(Status status, Instant time) throws UndecodableException {
    return new StudyReport(status.getSequence(), time, content(status));
  }

  private static StudyReport.Content content(Status status) throws UndecodableException {
    if (status.hasTrialBegun()) {
      TrialBegun begun = status.getTrialBegun();
      return new StudyReport.TrialBegun(
          number(begun.getNumber()),
          new RunId(StatusDecoder.uuid("trial_id", begun.getTrialId())),
          parameters(begun.getParametersJson()),
          begun.getProposed());
    }
    if (status.hasTrialEnded()) {
      TrialEnded ended = status.getTrialEnded();
      TrialState outcome =
          StatusDecoder.word(TrialState.class, ended.getOutcome())
              .orElseThrow(() -> new UndecodableException("the outcome of a trial is not known"));
      if (!outcome.ended()) {
        throw new UndecodableException("a trial has ended and is running");
      }
      return new StudyReport.TrialEnded(
          number(ended.getNumber()),
          new RunId(StatusDecoder.uuid("trial_id", ended.getTrialId())),
          outcome,
          ended.getValuesList(),
          ended.getConstraintsList(),
          ended.getLastStep(),
          StatusDecoder.plain(ended.getMessage()));
    }
    return new StudyReport.StudyChanged(StatusDecoder.plain(status.getStudyChanged().getTrouble()));
  }

  private static int number(int number) throws UndecodableException {
    if (number < 0) {
      throw new UndecodableException("the number of a trial is negative");
    }
    return number;
  }

  /** A trial without its parameters would be worth nothing. */
  private static Map<String, Object> parameters(String json) throws UndecodableException {
    try {
      Map<String, Object> parameters = MAPPER.readValue(StatusDecoder.plain(json), OBJECT);
      if (parameters != null) {
        return parameters;
      }
    } catch (JsonProcessingException e) {
      throw new UndecodableException("the parameters of a trial are no JSON object");
    }
    throw new UndecodableException("the parameters of a trial are missing");
  }
}
