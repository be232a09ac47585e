package signalbox.domain.storage;

/** What a removal made of an orphan. The lower-case name is the public word. */
public enum OrphanOutcome {
  REMOVED,
  /** It was not there any more. */
  GONE,
  /** A row names it now, or a run needs it; it stays. */
  NAMED,
  /** It is not what it was when it was found; it stays. */
  CHANGED
}
