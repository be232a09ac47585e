package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import signalbox.events.v1.Status;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Something that the changelog keeps: a run or a study, with what is said of it. Touched by the
 * engine's thread alone.
 */
abstract class Kept {
  final int partition;

  /** The key of its statuses. */
  final String key;

  /** The command that it began with; empty once it has ended. */
  ByteString startRun = ByteString.EMPTY;

  /** The trace context of the command. */
  String traceparent = "";

  /** The trace context of what it was last decided upon; empty: that of the command. */
  String cause = "";

  /** The statuses of the last decision that had any, as the changelog has them. */
  List<Status> statuses = List.of();

  /** Statuses of decisions that are not stored yet. */
  final List<Status> unsent = new ArrayList<>();

  /** What the changelog would say again after a crash and Kafka has not confirmed yet. */
  private final List<CompletableFuture<Void>> underWay = new ArrayList<>();

  Kept(int partition, String key) {
    this.partition = partition;
    this.key = key;
  }

  abstract String id();

  /** The trace context for what is said of it now. */
  final String cause() {
    return cause.isEmpty() ? traceparent : cause;
  }

  /** One of {@link #statuses} is under way. */
  final void said(CompletableFuture<Void> arrived) {
    underWay.add(arrived);
  }

  /** Returns once Kafka has all of {@link #statuses}. */
  final void awaitSaid() {
    underWay.forEach(CompletableFuture::join);
    underWay.clear();
  }

  /** Its record in the changelog. */
  abstract StoredRun stored(Instant now);

  /** The statuses of its last decision, for the changelog. */
  final List<ByteString> statusBytes() {
    return statuses.stream().map(Status::toByteString).toList();
  }
}
