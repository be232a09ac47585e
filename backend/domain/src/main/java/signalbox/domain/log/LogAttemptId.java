package signalbox.domain.log;

/**
 * The log of one attempt: what numbers of lines belong to.
 *
 * @param attempt 0 for a source
 */
public record LogAttemptId(LogId log, int attempt) {
  @Override
  public String toString() {
    return log + "/" + attempt;
  }
}
