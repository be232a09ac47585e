package signalbox.orchestrator.service.engine;

import java.time.Instant;
import java.util.Locale;
import signalbox.orchestrator.core.WaitReason;
import signalbox.orchestrator.service.kafka.Times;

/** Between the core's reasons to wait and those of Kafka. */
final class WaitReasons {
  private WaitReasons() {}

  static signalbox.events.v1.WaitReason write(WaitReason reason) {
    signalbox.events.v1.WaitReason.Builder builder =
        signalbox.events.v1.WaitReason.newBuilder()
            .setKind(reason.kind().name().toLowerCase(Locale.ROOT))
            .setService(reason.service())
            .setAhead(reason.ahead());
    Instant until = reason.until();
    if (until != null) {
      builder.setUntil(Times.timestamp(until));
    }
    return builder.build();
  }

  static WaitReason read(signalbox.events.v1.WaitReason stored, String text) {
    return new WaitReason(
        WaitReason.Kind.valueOf(stored.getKind().toUpperCase(Locale.ROOT)),
        stored.getService(),
        stored.getAhead(),
        stored.hasUntil() ? Times.instant(stored.getUntil()) : null,
        text);
  }
}
