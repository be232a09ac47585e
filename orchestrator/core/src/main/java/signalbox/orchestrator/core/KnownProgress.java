package signalbox.orchestrator.core;

/**
 * How far whoever commands a run knows it to be, when the command comes again. An orchestrator that
 * knows less has lost its memory and goes on after that.
 *
 * @param sequence the number of the last lifecycle status that arrived; 0: none
 * @param attempt the newest attempt that was heard of; 0: none
 */
public record KnownProgress(long sequence, int attempt) {
  public static final KnownProgress NOTHING = new KnownProgress(0, 0);
}
