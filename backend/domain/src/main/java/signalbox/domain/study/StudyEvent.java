package signalbox.domain.study;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;

/**
 * A line of a study's log: what its conductor did, or what a person asked of it.
 *
 * @param revision the study's of the change that wrote it
 * @param ordinal tells several of one change apart, from 0
 * @param time when it happened, as its reporter says
 * @param trial the number of the trial it is about; null when it is about the study
 * @param by who asked for it; null when nobody did
 * @param text a sentence or two for the user, without who asked
 */
public record StudyEvent(
    RunId study,
    long revision,
    int ordinal,
    Instant time,
    StudyEventType type,
    @Nullable Integer trial,
    @Nullable UserId by,
    String text) {
  public static final int LONGEST_TEXT = 2_000;

  public StudyEvent {
    // One line, whatever a program has said.
    text = text.replace('\u0000', ' ').replaceAll("\\s+", " ").strip();
    if (text.length() > LONGEST_TEXT) {
      text = text.substring(0, LONGEST_TEXT - 1) + "…";
    }
  }
}
