package signalbox.orchestrator.service.management;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.Collection;

/**
 * Registers meters before the first event: who watches then sees a zero, not nothing, and a first
 * event is a difference. The parts count with the registry under the same name. Registering again
 * changes nothing.
 */
public final class Meters {
  /** The tag with the address of an instance; Prometheus has its own {@code instance}. */
  public static final String INSTANCE = "ml_instance";

  private Meters() {}

  /** What the JVM and its process tell. */
  @SuppressWarnings("resource") // those that listen live as long as the process
  public static void process(MeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new JvmGcMetrics().bindTo(meters);
    new JvmHeapPressureMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    new LogbackMetrics().bindTo(meters);
  }

  public static void counter(MeterRegistry meters, String name, String description) {
    Counter.builder(name).description(description).register(meters);
  }

  /** One counter for each value of the tag. */
  public static void counters(
      MeterRegistry meters,
      String name,
      String description,
      String tag,
      Collection<String> values) {
    values.forEach(
        value -> Counter.builder(name).description(description).tag(tag, value).register(meters));
  }

  public static void timer(MeterRegistry meters, String name, String description) {
    Timer.builder(name).description(description).register(meters);
  }

  /** One timer for each value of the tag. */
  public static void timers(
      MeterRegistry meters,
      String name,
      String description,
      String tag,
      Collection<String> values) {
    values.forEach(
        value -> Timer.builder(name).description(description).tag(tag, value).register(meters));
  }
}
