package signalbox.orchestrator.service.kafka;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Between protobuf's times and Java's. */
public final class Times {
  private Times() {}

  public static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  public static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  public static Duration duration(java.time.Duration length) {
    return Duration.newBuilder().setSeconds(length.getSeconds()).setNanos(length.getNano()).build();
  }

  public static java.time.Duration duration(Duration length) {
    return java.time.Duration.ofSeconds(length.getSeconds(), length.getNanos());
  }
}
