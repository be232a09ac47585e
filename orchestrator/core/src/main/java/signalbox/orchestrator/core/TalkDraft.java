package signalbox.orchestrator.core;

import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The conversation of a study with the tuning service while one event is applied to it. */
final class TalkDraft {
  private final StudyPolicy policy;
  private final DoubleSupplier jitter;
  private final Instant now;
  private long asks;
  private int asked;
  private Instant askedAt;
  private boolean tells;
  private boolean news;
  private boolean unfinished;
  private int most;
  private int refusals;
  private @Nullable Instant retryAt;
  private String trouble;

  TalkDraft(StudyPolicy policy, DoubleSupplier jitter, StudyTalk talk, Instant now) {
    this.policy = policy;
    this.jitter = jitter;
    this.now = now;
    this.asks = talk.asks();
    this.asked = talk.asked();
    this.askedAt = talk.askedAt();
    this.tells = talk.tells();
    this.news = talk.news();
    this.unfinished = talk.unfinished();
    this.most = talk.most();
    this.refusals = talk.refusals();
    this.retryAt = talk.retryAt();
    this.trouble = talk.trouble();
  }

  StudyTalk state() {
    return new StudyTalk(
        asks, asked, askedAt, tells, news, unfinished, most, refusals, retryAt, trouble);
  }

  /** True when it answers the question that is under way. */
  boolean waitsFor(StudyEvent.Answer answer) {
    return asked != StudyTalk.IDLE && answer.ask() == asks;
  }

  /** True when the question under way should have been answered by now. */
  boolean overdue() {
    return asked != StudyTalk.IDLE && !now.isBefore(askedAt.plus(policy.patience()));
  }

  /** How many trials a question may ask for now. */
  int most() {
    return most;
  }

  String trouble() {
    return trouble;
  }

  /** There are reported values to tell. */
  void reported() {
    news = true;
  }

  // -------------------------------------------------------------------------------------- answers

  /** The question under way was answered; answers how many trials it asked for. */
  int answered() {
    int wanted = asked;
    asked = StudyTalk.IDLE;
    return wanted;
  }

  /** A part of the story was heard; the rest is told at once. */
  void partHeard() {
    asked = StudyTalk.IDLE;
    unfinished = true;
    news |= tells;
    refusals = 0;
    retryAt = null;
  }

  /** A good answer; true when a trouble that was told is over. */
  boolean good() {
    most = Math.min(StudyTalk.MOST, most * 2);
    return well();
  }

  /** Nothing is in the way; true when a trouble that was told is over. */
  boolean well() {
    refusals = 0;
    retryAt = null;
    boolean over = !trouble.isEmpty();
    trouble = "";
    return over;
  }

  /** The question under way had no good answer; true when the trouble is to be told. */
  boolean refused(String reason, boolean slow) {
    if (slow && asked > 0) {
      most = Math.max(1, asked / 2);
    }
    asked = StudyTalk.IDLE;
    news |= tells;
    return later(reason);
  }

  /** The next question waits for a while; true when the trouble is to be told. */
  boolean later(String reason) {
    refusals++;
    retryAt = now.plus(policy.backoff(refusals, jitter.getAsDouble()));
    if (refusals < policy.troubleAfter() || reason.equals(trouble)) {
      return false;
    }
    trouble = reason;
    return true;
  }

  // ------------------------------------------------------------------------------------ questions

  /** True when there is something to say, whether anything is asked for or not. */
  boolean hasNews() {
    return news || unfinished;
  }

  /** True while a question is under way. */
  boolean busy() {
    return asked != StudyTalk.IDLE;
  }

  /**
   * True when a question may leave now.
   *
   * @param wanted it asks for something, and does not only tell of reported values
   */
  boolean may(boolean wanted) {
    boolean rested = wanted || unfinished || !now.isBefore(askedAt.plus(policy.reportPause()));
    return !busy() && rested && (retryAt == null || !now.isBefore(retryAt));
  }

  /** A question leaves; answers its number. */
  long ask(int count) {
    asks++;
    asked = count;
    askedAt = now;
    tells = news;
    news = false;
    unfinished = false;
    retryAt = null;
    return asks;
  }

  /** Nothing is asked any more, and no answer is waited for. */
  void hush() {
    asked = StudyTalk.IDLE;
    news = false;
    unfinished = false;
    retryAt = null;
  }

  /**
   * When the next question is due, or the answer to the one under way; null: never.
   *
   * @param wanted something is to be asked for
   */
  @Nullable Instant due(boolean wanted) {
    if (busy()) {
      return askedAt.plus(policy.patience());
    }
    if (wanted || unfinished) {
      return retryAt;
    }
    if (!news) {
      return null;
    }
    Instant rested = askedAt.plus(policy.reportPause());
    return retryAt != null && retryAt.isAfter(rested) ? retryAt : rested;
  }
}
