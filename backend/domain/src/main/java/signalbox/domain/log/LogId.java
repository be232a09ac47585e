package signalbox.domain.log;

import java.util.UUID;
import signalbox.domain.run.RunId;

/** Identifies a log: that of a run, by the run's id, or that of a source. */
public record LogId(UUID value) {
  public static LogId of(RunId run) {
    return new LogId(run.value());
  }

  /** The run whose log it is, if it is a run's. */
  public RunId run() {
    return new RunId(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
