package signalbox.bootstrap;

import java.time.Duration;
import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.LiveBackends;
import signalbox.application.event.StatusHandler;
import signalbox.application.log.RecordLogStatus;
import signalbox.application.log.RepairLogs;
import signalbox.application.log.ResendCommands;
import signalbox.application.run.RunReported;
import signalbox.domain.service.ServiceInstance;

/** What the ledgers lead to: requests for missing lines, and seals. */
final class LogRepairWiring implements Wiring {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration NOTICE_ENDS = Duration.ofSeconds(20);

  private final RecordLogStatus record;
  private final RepairLogs repair;

  LogRepairWiring(
      Platform platform,
      LogIntakeWiring intake,
      ResendCommands commands,
      LiveBackends backends,
      ChangeSignal signal) {
    record = new RecordLogStatus(intake.logs(), intake.known(), signal, platform.clock());
    repair =
        new RepairLogs(
            intake.logs(),
            intake.known(),
            commands,
            new RepairLogs.Backends(backends::leads, backends::lastLoss),
            signal,
            intake.statistics(),
            intake.observer(),
            platform.clock());
  }

  /** Takes what is said of logs. */
  RecordLogStatus record() {
    return record;
  }

  /** Takes what is said of runs, after {@code first}. */
  StatusHandler<RunReported> runsAfter(StatusHandler<RunReported> first) {
    return messages -> {
      first.handle(messages);
      record.handleRuns(messages);
      repair.handleRuns(messages);
    };
  }

  /** Takes what is said of services, after {@code first}. */
  StatusHandler<ServiceInstance> servicesAfter(StatusHandler<ServiceInstance> first) {
    return messages -> {
      first.handle(messages);
      repair.handleServices(messages);
    };
  }

  /** Another backend is gone. Never blocks. */
  void backendGone() {
    repair.backendGone();
  }

  @Override
  public List<Part> parts() {
    return List.of(
        TimerPart.every(LOOK, "log-repair", repair::look),
        TimerPart.every(LOOK, "log-seal", repair::sealNext),
        TimerPart.every(NOTICE_ENDS, "log-ends", repair::noticeEnds));
  }
}
