package signalbox.application.study;

import signalbox.domain.run.RunId;

/** Counts and logs what happens to reports of studies. Thread-safe; never throws. */
public interface StudyObserver {
  /** It was known already. */
  void repeated(RunId study);

  /** It contradicts what is known, or later words have overtaken it. */
  void stale(RunId study);

  /** Something was said of a study or a trial that is not there. */
  void unknown(RunId study);
}
