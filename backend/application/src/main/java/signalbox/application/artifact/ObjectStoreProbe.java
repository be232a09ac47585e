package signalbox.application.artifact;

import signalbox.application.service.HealthProbe;
import signalbox.application.service.PartHealth;

/** Asks the object store for an object that need not be there. */
public final class ObjectStoreProbe implements HealthProbe {
  private static final String KEY = "health/probe";

  private final ObjectStore objects;

  public ObjectStoreProbe(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public String part() {
    return "s3";
  }

  @Override
  public PartHealth look() {
    boolean _ = objects.size(KEY).isPresent();
    return new PartHealth(part(), PartHealth.State.UP, null);
  }
}
