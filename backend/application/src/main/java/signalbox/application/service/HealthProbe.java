package signalbox.application.service;

/** Looks at one part. Thread-safe; stops when it is interrupted. */
public interface HealthProbe {
  /** {@code metadata}, {@code telemetry}, {@code kafka}, {@code s3}, ... */
  String part();

  /** Asks the part; whatever is thrown means that it is down. */
  PartHealth look() throws Exception;
}
