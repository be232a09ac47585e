package signalbox.orchestrator.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the conversation of a study with the tuning service stands. It begins anew with each
 * takeover.
 *
 * @param asks the number of the last question: tells its answer from an older one
 * @param asked how many trials the question under way asks for; {@link #IDLE} when none is under
 *     way
 * @param askedAt when the last question left
 * @param tells the question under way tells of reported values
 * @param news there are reported values that were not told yet
 * @param unfinished only a part of the story was told by the last question
 * @param most how many trials one question asks for at most
 * @param refusals how many questions in a row had no good answer
 * @param retryAt when the next question may leave; absent: at once
 * @param trouble why nothing is proposed, in the user's words, as it was last told; empty when all
 *     is well
 */
public record StudyTalk(
    long asks,
    int asked,
    Instant askedAt,
    boolean tells,
    boolean news,
    boolean unfinished,
    int most,
    int refusals,
    @Nullable Instant retryAt,
    String trouble) {

  /** No question is under way. */
  public static final int IDLE = -1;

  /** How many trials a question may ask for, as the contract with the tuning service says. */
  public static final int MOST = 100;

  /** Nothing was said yet. */
  public static final StudyTalk NOTHING =
      new StudyTalk(0, IDLE, Instant.EPOCH, false, false, false, MOST, 0, null, "");
}
