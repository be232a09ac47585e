package signalbox.application.artifact;

import java.util.function.Supplier;
import signalbox.application.service.HealthProbe;
import signalbox.application.service.PartHealth;

/** Asks the object store for an object that need not be there. */
public final class ObjectStoreProbe implements HealthProbe {
  private static final String KEY = "health/probe";

  private final ObjectStore objects;
  private final Supplier<String> about;

  /**
   * @param about a sentence on what the store is; holds no secret
   */
  public ObjectStoreProbe(ObjectStore objects, Supplier<String> about) {
    this.objects = objects;
    this.about = about;
  }

  @Override
  public String part() {
    return "s3";
  }

  @Override
  public PartHealth look() {
    boolean _ = objects.size(KEY).isPresent();
    return new PartHealth(part(), PartHealth.State.UP, about.get());
  }
}
