package signalbox.application.study;

import java.util.function.Consumer;

/** A log that is read page by page while it is written. */
@FunctionalInterface
public interface StudyEventDownload {
  /** Gives each event to the sink, the oldest first; later ones may or may not be there. */
  void read(Consumer<StudyEventView> sink);
}
