package signalbox.presentation.udp.log;

import signalbox.application.log.DropCause;

/** A datagram that is not taken. Thrown often: it has no stack trace. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DropCause cause;

  RefusedException(DropCause cause) {
    super(cause.word(), null, false, false);
    this.cause = cause;
  }

  DropCause dropCause() {
    return cause;
  }
}
