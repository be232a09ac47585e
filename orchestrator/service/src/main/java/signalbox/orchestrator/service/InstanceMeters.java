package signalbox.orchestrator.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import signalbox.orchestrator.service.engine.Engine;
import signalbox.orchestrator.service.engine.InstanceLoad;
import signalbox.orchestrator.service.grpc.MlInstance;
import signalbox.orchestrator.service.management.Meters;

/** What an orchestrator publishes of one instance: whether it is there, its breaker, its work. */
final class InstanceMeters {
  private final MeterRegistry meters;
  private final MlInstance instance;
  private final Engine engine;
  private final String address;

  private InstanceMeters(MeterRegistry meters, MlInstance instance, Engine engine) {
    this.meters = meters;
    this.instance = instance;
    this.engine = engine;
    this.address = instance.view().instance();
  }

  static void register(MeterRegistry meters, MlInstance instance, Engine engine) {
    InstanceMeters one = new InstanceMeters(meters, instance, engine);
    one.health();
    one.load("queued", "Waiting runs that the instance could execute", InstanceLoad::queued);
    one.load("running", "Runs that hold a slot of the instance", InstanceLoad::running);
    one.load(
        "retries.left",
        "Retries that the instance's service may be given now",
        InstanceLoad::retriesLeft);
    one.load(
        "retries.budget",
        "Retries that the instance's service can save up",
        InstanceLoad::retryBudget);
  }

  private void health() {
    Gauge.builder("signalbox.ml.instance.up", instance, one -> one.view().up() ? 1 : 0)
        .description("1 while the instance takes work")
        .tag(Meters.INSTANCE, address)
        .register(meters);
    for (String state : MlInstance.BREAKER_STATES) {
      Gauge.builder(
              "signalbox.ml.breaker.state",
              instance,
              one -> state.equals(one.breakerState()) ? 1 : 0)
          .description("1 for the state in which the instance's circuit breaker is")
          .tags(Meters.INSTANCE, address, "state", state)
          .register(meters);
    }
  }

  private void load(String name, String description, ToDoubleFunction<InstanceLoad> value) {
    Gauge.builder("signalbox.ml." + name, engine, one -> value.applyAsDouble(one.load(address)))
        .description(description)
        .tag(Meters.INSTANCE, address)
        .register(meters);
  }
}
