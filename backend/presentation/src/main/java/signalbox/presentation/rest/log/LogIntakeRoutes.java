package signalbox.presentation.rest.log;

import java.util.LinkedHashMap;
import java.util.Map;
import signalbox.application.log.GetLogIntake;
import signalbox.application.log.IntakeStatistics;
import signalbox.application.shared.Handler;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;

/** {@code /system/log-intake}. */
public final class LogIntakeRoutes implements RouteGroup {
  private final Handler<GetLogIntake, IntakeStatistics.Snapshot> get;
  private final String backend;

  /**
   * @param backend the name of this backend, whose counts these are
   */
  public LogIntakeRoutes(Handler<GetLogIntake, IntakeStatistics.Snapshot> get, String backend) {
    this.get = get;
    this.backend = backend;
  }

  @Override
  public void addTo(Router router) {
    router.get(
        "/system/log-intake",
        Access.SIGNED_IN,
        request ->
            request.json(
                200, Body.of(backend, get.handle(request.principal(), new GetLogIntake()))));
  }

  /** The counts of this backend since its start. */
  private record Body(
      String backend,
      long datagrams,
      long bytes,
      long storedLines,
      long askedLines,
      long queuedBytes,
      long kernelDrops,
      boolean storeAway,
      Map<String, Long> dropped) {
    static Body of(String backend, IntakeStatistics.Snapshot counts) {
      Map<String, Long> dropped = new LinkedHashMap<>();
      counts.dropped().forEach((cause, count) -> dropped.put(cause.word(), count));
      return new Body(
          backend,
          counts.datagrams(),
          counts.bytes(),
          counts.storedLines(),
          counts.askedLines(),
          counts.queuedBytes(),
          counts.kernelDrops(),
          counts.storeAway(),
          dropped);
    }
  }
}
