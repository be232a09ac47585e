package signalbox.orchestrator.service.grpc;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All configured instances. Thread-safe. */
public final class MlInstances implements AutoCloseable {
  private final Map<String, MlInstance> instances = new LinkedHashMap<>();

  /**
   * @param listener hears of every answer and every failure to answer, on any thread; must not
   *     block
   */
  public MlInstances(
      List<String> addresses,
      Clock clock,
      ScheduledExecutorService scheduler,
      Executor executor,
      MeterRegistry meters,
      Consumer<MlInstance> listener) {
    for (String address : addresses) {
      instances.put(address, new MlInstance(address, clock, scheduler, executor, meters, listener));
    }
  }

  /** Begins to ask the instances what they are. */
  public void start() {
    instances.values().forEach(MlInstance::start);
  }

  /** Null when the address is not configured any more. */
  public @Nullable MlInstance at(String address) {
    return instances.get(address);
  }

  public Collection<MlInstance> all() {
    return instances.values();
  }

  @Override
  public void close() {
    instances.values().forEach(MlInstance::close);
  }
}
