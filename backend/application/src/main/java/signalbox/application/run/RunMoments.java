package signalbox.application.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/** When the end of a run was committed, and when it first went to a viewer. Thread-safe. */
public interface RunMoments {
  /** Of each run and kind the earliest moment stays, whoever tells of it first. */
  void note(List<Moment> moments);

  Optional<Moments> find(RunId run);

  /** The end of a run in one place. */
  record Moment(RunId run, Kind kind, Instant time) {}

  /** Where the end was. */
  enum Kind {
    COMMITTED,
    PUSHED
  }

  /** What is known of one run. */
  record Moments(@Nullable Instant committedAt, @Nullable Instant pushedAt) {
    public static final Moments NONE = new Moments(null, null);
  }
}
