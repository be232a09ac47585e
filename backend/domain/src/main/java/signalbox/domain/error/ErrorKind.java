package signalbox.domain.error;

/** What kind of fault an error is. Edges derive their protocol's status from it. */
public enum ErrorKind {
  INVALID,
  UNAUTHENTICATED,
  FORBIDDEN,
  NOT_FOUND,
  CONFLICT,
  EXHAUSTED,
  UNAVAILABLE,
  INTERNAL
}
