package signalbox.orchestrator.service.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.LineRange;
import signalbox.events.v1.LogTotals;
import signalbox.events.v1.LogsResent;
import signalbox.events.v1.ResendLogs;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.ml.v1.ResendLogsRequest;
import signalbox.ml.v1.ResendLogsResponse;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * Asks instances for log lines that did not arrive, and tells what came of it: exactly one {@code
 * LogsResent} for each wish. A wish is never repeated here: who misses the lines asks again.
 *
 * <p>Thread-safe. At most {@value #AT_ONCE} calls at a time and {@value #WAITING} more that wait;
 * what is beyond that is told as unreachable.
 */
public final class LogResends implements AutoCloseable {
  static final int AT_ONCE = 8;
  static final int WAITING = 1_000;
  static final Duration CALL_DEADLINE = Duration.ofSeconds(10);
  private static final String SENT = "sent";
  private static final String GONE = "gone";
  private static final String UNREACHABLE = "unreachable";
  private static final Logger LOG = LoggerFactory.getLogger(LogResends.class);

  private final MlInstances instances;
  private final KafkaWriter writer;
  private final Tracing tracing;
  private final MeterRegistry meters;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(AT_ONCE + WAITING);
  private final Semaphore running = new Semaphore(AT_ONCE);

  public LogResends(
      MlInstances instances, KafkaWriter writer, Tracing tracing, MeterRegistry meters) {
    this.instances = instances;
    this.writer = writer;
    this.tracing = tracing;
    this.meters = meters;
    Meters.counters(
        meters,
        "signalbox.logs.resent",
        "Requests for missing log lines, by what became of them",
        "outcome",
        List.of(SENT, GONE, UNREACHABLE));
  }

  /**
   * Begins to ask; returns at once.
   *
   * @param key of the answer: the run's id, or its study's
   */
  public void resend(ResendLogs wish, String key, String traceparent) {
    if (!room.tryAcquire()) {
      tell(wish, key, outcome(UNREACHABLE), traceparent);
      return;
    }
    var _ =
        threads.submit(() -> {
          try {
            running.acquire();
            try {
              tell(wish, key, ask(wish, traceparent), traceparent);
            } finally {
              running.release();
            }
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          } finally {
            room.release();
          }
        });
  }

  private LogsResent.Builder ask(ResendLogs wish, String traceparent) {
    MlInstance instance = instances.at(wish.getInstance());
    if (instance == null || !instance.breaker().permits()) {
      return outcome(UNREACHABLE);
    }
    try {
      ResendLogsResponse answer =
          MlServiceGrpc.newBlockingStub(instance.channel())
              .withInterceptors(new CallSpan(tracing, traceparent, instance.address()))
              .withDeadlineAfter(CALL_DEADLINE)
              .resendLogs(request(wish));
      instance.breaker().succeeded();
      return answered(answer);
    } catch (StatusRuntimeException failure) {
      Status.Code code = failure.getStatus().getCode();
      if (Breaker.counts(code)) {
        instance.breaker().failed(failure);
      } else {
        instance.breaker().succeeded();
      }
      // A service that cannot resend at all has no spool either.
      boolean gone = code == Status.Code.NOT_FOUND || code == Status.Code.UNIMPLEMENTED;
      if (!gone) {
        LOG.info(
            "Log lines of run {} attempt {} not sent again by {}: {}",
            wish.getRunId(),
            wish.getAttempt(),
            wish.getInstance(),
            MlInstance.reason(failure.getStatus()));
      }
      return outcome(gone ? GONE : UNREACHABLE);
    }
  }

  private static ResendLogsRequest request(ResendLogs wish) {
    ResendLogsRequest.Builder request =
        ResendLogsRequest.newBuilder()
            .setRunId(wish.getRunId())
            .setAttempt(wish.getAttempt())
            .setStoredThrough(wish.getStoredThrough())
            .setAddress(wish.getAddress());
    wish.getRangesList()
        .forEach(range ->
            request.addRanges(
                signalbox.ml.v1.LineRange.newBuilder()
                    .setFrom(range.getFrom())
                    .setTo(range.getTo())));
    return request.build();
  }

  private static LogsResent.Builder answered(ResendLogsResponse answer) {
    LogsResent.Builder resent = outcome(SENT).setLinesSent(answer.getLinesSent());
    answer
        .getMissingList()
        .forEach(range ->
            resent.addMissing(
                LineRange.newBuilder().setFrom(range.getFrom()).setTo(range.getTo())));
    if (answer.hasTotals()) {
      resent.setTotals(
          LogTotals.newBuilder()
              .setLines(answer.getTotals().getLines())
              .setHash(answer.getTotals().getHash()));
    }
    return resent;
  }

  private static LogsResent.Builder outcome(String outcome) {
    return LogsResent.newBuilder().setOutcome(outcome);
  }

  private void tell(ResendLogs wish, String key, LogsResent.Builder resent, String traceparent) {
    meters.counter("signalbox.logs.resent", "outcome", resent.getOutcome()).increment();
    var _ =
        writer.send(
            key,
            writer
                .status()
                .setRunId(wish.getRunId())
                .setAttempt(wish.getAttempt())
                .setLogsResent(resent)
                .build(),
            traceparent);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
