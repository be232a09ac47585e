package signalbox.application.event;

import java.util.UUID;

/**
 * A word from one backend to the others of its database. It may get lost, come late or come twice:
 * nothing rests on it but how soon something is noticed.
 */
public sealed interface Notice {
  /** A topic has something new in the store. */
  record Changed(Topic topic) implements Notice {}

  /** More has changed than was worth naming. */
  record MuchChanged() implements Notice {}

  /** There is something to do that any backend may do. */
  record WorkWaits(Work work) implements Notice {}

  /** What of several backends any one does. The lower-case name is the word for it. */
  enum Work {
    /** A file is to become a project; who has its bytes can do it. */
    IMPORTS,
    /** The stores are to be gone through, or orphans are to be removed. */
    INVENTORIES
  }

  /** The answer to a prediction is in the store. */
  record PredictionStored(UUID prediction) implements Notice {}

  /**
   * Somebody tries to sign in.
   *
   * @param who a digest of e-mail and network address
   * @param count how many tries the sender has counted: no two of one moment are the same
   */
  record SignInTried(String who, int count) implements Notice {}

  /** Somebody got in: the tries before do not count any more. */
  record SignInSucceeded(String who) implements Notice {}

  /** The sender is there. */
  record Alive(BackendFacts facts) implements Notice {}

  /** The sender stops. */
  record Leaving() implements Notice {}
}
