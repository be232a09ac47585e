package signalbox.application.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.DatasetRepository;
import signalbox.application.event.ChangeSignal;
import signalbox.application.model.ModelRepository;
import signalbox.application.shared.TraceSpans;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.Stop;

/**
 * Publishes the command of a run again that has gone quiet past its lease: whatever was lost
 * between here and the ML service comes back by that, and an orchestrator that knows the run takes
 * it for a repeat. Of a study its own is published, never those of its trials: the orchestrator
 * made them, and says again what it knows. Any number of backends may do it at the same time: a run
 * is locked while it is looked at.
 */
public final class ReconcileRuns implements Runnable {
  private static final int ALWAYS_TOLD = 3;

  private final Ports ports;
  private final ReconcileDefaults defaults;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;
  private final TraceSpans spans;
  private final LongAdder published = new LongAdder();

  /**
   * What is read and written.
   *
   * @param lastMetric when the run last reported a metric; empty when never
   * @param lastWord when an orchestrator last said anything; empty when never
   */
  public record Ports(
      QuietRuns quiet,
      RunRepository runs,
      DatasetRepository datasets,
      ModelRepository models,
      CommandOutbox outbox,
      StudyPublisher studies,
      Function<RunId, Optional<Instant>> lastMetric,
      Supplier<Optional<Instant>> lastWord) {}

  public ReconcileRuns(
      Ports ports,
      ReconcileDefaults defaults,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock,
      TraceSpans spans) {
    this.ports = ports;
    this.defaults = defaults;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
    this.spans = spans;
  }

  /** How many commands were published again since the start. */
  public long republished() {
    return published.sum();
  }

  @Override
  public void run() {
    Instant now = clock.instant();
    boolean heard =
        ports
            .lastWord()
            .get()
            .filter(last -> last.isAfter(now.minus(defaults.silence())))
            .isPresent();
    if (!heard) {
      return;
    }
    List<RunId> found =
        ports
            .quiet()
            .find(
                now,
                now.minus(defaults.waiting()),
                now.minus(defaults.executing()),
                defaults.mostAtOnce());
    found.forEach(run -> look(run, now));
  }

  private void look(RunId id, Instant now) {
    Optional<Instant> metric = ports.lastMetric().apply(id);
    transactions.inTransaction(() -> {
      Optional<QuietRuns.Watched> watched =
          ports
              .quiet()
              .claim(id, now, now.minus(defaults.waiting()), now.minus(defaults.executing()));
      if (watched.isEmpty()) {
        return;
      }
      Optional<Run> run = ports.runs().find(id);
      if (run.isEmpty() || run.get().status().terminal()) {
        return;
      }
      Instant executingSince = now.minus(defaults.executing());
      if (executing(run.get()) && metric.filter(executingSince::isBefore).isPresent()) {
        // Points go another way than words; what sends them is not quiet.
        ports.quiet().lookAgain(id, 0, metric.get().plus(defaults.executing()));
        return;
      }
      publish(run.get(), inARow(run.get(), watched.get()) + 1, now);
    });
  }

  /** What was heard after a publication ends its row. */
  private int inARow(Run run, QuietRuns.Watched watched) {
    Instant heard = run.state().lastContactAt();
    Instant publishedAt = watched.next().minus(defaults.pauseAfter(watched.published()));
    return heard != null && heard.isAfter(publishedAt) ? 0 : watched.published();
  }

  private static boolean executing(Run run) {
    return run.status() == RunStatus.RUNNING
        || run.status() == RunStatus.LOST_CONTACT
        || run.status() == RunStatus.CANCELLING;
  }

  private void publish(Run run, int times, Instant now) {
    UUID command;
    try (TraceSpans.Span span =
            spans.start(TraceSpans.Kind.INTERNAL, "republish run", traceparent(run));
        TraceSpans.Scope _ = span.enter()) {
      command =
          run.kind() == RunKind.STUDY
              ? ports.studies().publish(run, datasets(run))
              : ports.outbox().startRun(run, dataset(run), model(run));
      Stop stop = run.state().stop();
      if (run.status() == RunStatus.CANCELLING && stop != null) {
        ports.outbox().cancelRun(run, stop.mode(), CancelRunHandler.GRACE);
      }
    }
    ports.quiet().lookAgain(run.id(), times, now.plus(defaults.pauseAfter(times)));
    if (times <= ALWAYS_TOLD || Integer.bitCount(times) == 1) {
      tell(run, times, command, now);
    }
    transactions.afterCommit(published::increment);
  }

  private void tell(Run run, int times, UUID command, Instant now) {
    Run revised = ports.runs().revised(run);
    ports.runs().update(revised);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("commandId", command.toString());
    detail.put("times", times);
    Instant heard = run.state().lastContactAt();
    detail.put("quietSince", (heard == null ? run.createdAt() : heard).toString());
    ports
        .runs()
        .append(
            List.of(
                new RunEvent(
                    run.id(),
                    revised.revision(),
                    0,
                    now,
                    run.attempt(),
                    RunEventType.COMMAND_REPUBLISHED,
                    detail)));
    transactions.afterCommit(() -> RunSignals.changed(signal, run));
  }

  private @Nullable Dataset dataset(Run run) {
    DatasetId id = run.spec().datasetId();
    return id == null ? null : dataset(run, id);
  }

  /** What each trial of a study works on. */
  private List<Dataset> datasets(Run study) {
    Dataset single = dataset(study);
    return single == null
        ? study.spec().instances().stream().map(id -> dataset(study, id)).toList()
        : List.of(single);
  }

  /** A dataset cannot be deleted while a run works on it. */
  private Dataset dataset(Run run, DatasetId id) {
    return ports
        .datasets()
        .find(id)
        .orElseThrow(() -> new IllegalStateException("run " + run.id() + " has no dataset " + id));
  }

  private @Nullable ModelVersion model(Run run) {
    return run.spec() instanceof RunSpec.Prediction prediction
        ? ports.models().findVersion(prediction.modelId(), prediction.modelVersion()).orElse(null)
        : null;
  }

  /** The trace of the request that started the run. */
  private static @Nullable String traceparent(Run run) {
    String trace = run.traceId();
    return trace == null || trace.length() != 32
        ? null
        : "00-" + trace + "-" + trace.substring(16) + "-01";
  }
}
