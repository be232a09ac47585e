package signalbox.application.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.OutboxStore;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.StoredPoint;
import signalbox.application.run.RunTimeline.Station;
import signalbox.application.run.RunTimeline.Step;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;

/** Puts together what the stores know of a run's way. */
public final class GetRunTimelineHandler implements Handler<GetRunTimeline, RunTimeline> {
  private static final int MOST_EVENTS = 2000;
  private static final String START = "signalbox.command.start_run";

  private final RunAccess access;
  private final RunRepository runs;
  private final OutboxStore outbox;
  private final RunMoments moments;
  private final MetricRepository metrics;
  private final Transactions transactions;
  private final String commandTopic;

  /**
   * @param commandTopic where commands lie, as people know it
   */
  public GetRunTimelineHandler(
      RunAccess access,
      RunRepository runs,
      OutboxStore outbox,
      RunMoments moments,
      MetricRepository metrics,
      Transactions transactions,
      String commandTopic) {
    this.access = access;
    this.runs = runs;
    this.outbox = outbox;
    this.moments = moments;
    this.metrics = metrics;
    this.transactions = transactions;
    this.commandTopic = commandTopic;
  }

  @Override
  public RunTimeline handle(Principal caller, GetRunTimeline query) {
    access.require(caller, query.run(), Role.VIEWER);
    List<Instant> points = pointTimes(query.run());
    return transactions.inSnapshot(() -> {
      Run run = runs.find(query.run()).orElseThrow(() -> RunAccess.notFound(query.run()));
      List<Step> steps = new ArrayList<>();
      steps.add(plain(Station.ACCEPTED, run.createdAt()));
      addCommands(steps, outbox.sentCommands(run.id().value()));
      for (RunEvent event : runs.eventsAfter(run.id(), 0, MOST_EVENTS)) {
        addEvent(steps, event);
      }
      addFirstAndLast(steps, run, points);
      addMoments(steps, moments.find(run.id()).orElse(RunMoments.Moments.NONE));
      // Several machines' clocks: what is equal keeps the order of a plain run.
      steps.sort(Comparator.comparing(Step::at).thenComparing(Step::station));
      return new RunTimeline(run.traceId(), steps);
    });
  }

  private static void addCommands(List<Step> steps, List<OutboxStore.SentCommand> commands) {
    for (OutboxStore.SentCommand command : commands) {
      String what = command.type().equals(START) ? null : "the request to stop";
      steps.add(
          new Step(Station.OUTBOX, command.storedAt(), null, null, null, null, null, null, what));
      OutboxStore.Place place = command.place();
      steps.add(
          new Step(
              Station.PUBLISHED,
              place.time(),
              null,
              null,
              null,
              command.topic(),
              place.partition(),
              place.offset() < 0 ? null : place.offset(),
              what));
    }
  }

  private void addEvent(List<Step> steps, RunEvent event) {
    Map<String, Object> detail = event.detail();
    Station station =
        switch (event.type()) {
          case QUEUED -> Station.QUEUED;
          case STARTING -> Station.STARTING;
          case RUNNING -> Station.RUNNING;
          case LOST_CONTACT -> Station.LOST_CONTACT;
          case REGAINED -> Station.REGAINED;
          case RETRYING -> Station.RETRYING;
          case CANCEL_REQUESTED -> Station.STOP_REQUESTED;
          case CANCEL_DELIVERED -> Station.STOP_DELIVERED;
          case CANCEL_ACKNOWLEDGED -> Station.STOP_ACKNOWLEDGED;
          case CHECKPOINT_SAVED -> Station.CHECKPOINT_SAVED;
          case COMMAND_REPUBLISHED -> Station.COMMAND_REPUBLISHED;
          case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> Station.FINISHED;
          case IMPORTED -> Station.IMPORTED;
          case CREATED, ENVIRONMENT_CAPTURED, ARTIFACT_STORED, MODEL_STORED, MODEL_REFUSED -> null;
        };
    if (station == null) {
      return;
    }
    boolean queued = event.type() == RunEventType.QUEUED;
    Integer partition = queued ? integer(detail.get("commandPartition")) : null;
    Long offset = queued ? number(detail.get("commandOffset")) : null;
    steps.add(
        new Step(
            station,
            event.time(),
            event.attempt() == 0 ? null : event.attempt(),
            text(detail.get("service")),
            text(detail.get("instance")),
            queued ? commandTopic : null,
            partition,
            offset,
            words(event)));
  }

  private static @Nullable String words(RunEvent event) {
    Map<String, Object> detail = event.detail();
    return switch (event.type()) {
      case QUEUED, LOST_CONTACT, RETRYING -> text(detail.get("reason"));
      case CANCEL_REQUESTED, CANCEL_DELIVERED, CANCEL_ACKNOWLEDGED -> text(detail.get("mode"));
      case CHECKPOINT_SAVED -> text(detail.get("name"));
      case FAILED, TIMED_OUT -> text(detail.get("message"));
      case COMMAND_REPUBLISHED -> "nothing was heard since " + detail.get("quietSince");
      case IMPORTED ->
          "it was " + detail.get("originalId") + " in the project " + detail.get("project");
      case SUCCEEDED, CANCELLED -> event.type().name().toLowerCase(java.util.Locale.ROOT);
      default -> null;
    };
  }

  private static void addFirstAndLast(List<Step> steps, Run run, List<Instant> points) {
    List<Instant> told = new ArrayList<>(points);
    Optional.ofNullable(run.state().firstEventAt()).ifPresent(told::add);
    Optional.ofNullable(run.state().lastEventAt()).ifPresent(told::add);
    told.sort(Comparator.naturalOrder());
    if (!told.isEmpty()) {
      steps.add(plain(Station.FIRST_EVENT, told.getFirst()));
      steps.add(plain(Station.LAST_EVENT, told.getLast()));
    }
  }

  private static void addMoments(List<Step> steps, RunMoments.Moments known) {
    Instant committed = known.committedAt();
    Instant pushed = known.pushedAt();
    if (committed != null) {
      steps.add(plain(Station.STORED, committed));
    }
    if (pushed != null) {
      steps.add(plain(Station.PUSHED, pushed));
    }
  }

  /** Of the first and the last metric point; none while their store is away. */
  private List<Instant> pointTimes(RunId run) {
    try {
      MetricCursor last = metrics.last(run);
      if (last.equals(MetricCursor.START)) {
        return List.of();
      }
      List<StoredPoint> ends = new ArrayList<>(metrics.after(run, MetricCursor.START, 1));
      ends.addAll(
          metrics.after(
              run, new MetricCursor(last.attempt(), last.sequence(), last.ordinal() - 1), 1));
      return ends.stream().map(point -> point.point().time()).toList();
    } catch (SignalboxException e) {
      if (e.code().kind() == ErrorKind.UNAVAILABLE) {
        return List.of();
      }
      throw e;
    }
  }

  private static Step plain(Station station, Instant at) {
    return new Step(station, at, null, null, null, null, null, null, null);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text && !text.isEmpty() ? text : null;
  }

  private static @Nullable Integer integer(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : null;
  }

  private static @Nullable Long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : null;
  }
}
