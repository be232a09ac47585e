package signalbox.application.service;

/** Figures that belong to the health of the whole. Thread-safe. */
public interface SystemCounts {
  /** Messages that nobody could read and that nobody has looked after. */
  long deadLetters();

  /** Events of fenced attempts that were refused, here and by orchestrators. */
  long staleEvents();
}
