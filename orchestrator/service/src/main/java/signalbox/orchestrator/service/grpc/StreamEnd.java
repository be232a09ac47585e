package signalbox.orchestrator.service.grpc;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunFailure;

/**
 * What the end of a stream says of its attempt.
 *
 * @param event what happened to the attempt; null: nothing is known, it may live
 * @param full the instance should be offered nothing for a moment
 * @param unreachable nobody is there at the address
 */
record StreamEnd(RunEvent.@Nullable AttemptEvent event, boolean full, boolean unreachable) {

  /**
   * What the stream was for, and what was heard on it.
   *
   * @param attachOnly it was never to start the attempt
   * @param accepted the attempt is known to have been taken
   * @param maybeTaken the request was written and the service itself has not answered it: nobody
   *     knows whether it was read
   */
  record Stream(int attempt, int offer, boolean attachOnly, boolean accepted, boolean maybeTaken) {}

  static StreamEnd of(Status status, Stream stream) {
    String reason = MlInstance.reason(status);
    RunEvent.Refused refused = new RunEvent.Refused(stream.attempt(), stream.offer(), reason);
    return switch (status.getCode()) {
      case RESOURCE_EXHAUSTED ->
          stream.accepted() ? unknown() : new StreamEnd(refused, true, false);
      case UNAVAILABLE ->
          stream.accepted() || stream.maybeTaken() ? unknown() : new StreamEnd(refused, true, true);
      case NOT_FOUND ->
          stream.attachOnly()
              ? lost(stream, "The service was started anew and does not have the attempt any more.")
              : rejected(stream, status);
      case FAILED_PRECONDITION -> lost(stream, "The service knows a newer attempt.");
      case INVALID_ARGUMENT, UNIMPLEMENTED, OUT_OF_RANGE ->
          stream.accepted() ? unknown() : rejected(stream, status);
      case OK,
          CANCELLED,
          UNKNOWN,
          INTERNAL,
          DEADLINE_EXCEEDED,
          ABORTED,
          DATA_LOSS,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          UNAUTHENTICATED ->
          unknown();
    };
  }

  private static StreamEnd unknown() {
    return new StreamEnd(null, false, false);
  }

  private static StreamEnd lost(Stream stream, String reason) {
    return new StreamEnd(new RunEvent.AttemptLost(stream.attempt(), reason), false, false);
  }

  private static StreamEnd rejected(Stream stream, Status status) {
    String description = status.getDescription();
    return new StreamEnd(
        new RunEvent.Failed(
            stream.attempt(),
            0,
            RunFailure.of(
                RunFailure.Kind.PROGRAM,
                "request.rejected",
                description == null
                    ? "The service refused the run (" + status.getCode() + ")."
                    : description)),
        false,
        false);
  }
}
