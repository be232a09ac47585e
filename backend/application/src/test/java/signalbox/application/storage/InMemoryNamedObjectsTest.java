package signalbox.application.storage;

import java.util.List;

class InMemoryNamedObjectsTest extends NamedObjectsContract {
  private final InMemoryNamedObjects names = new InMemoryNamedObjects();

  @Override
  protected NamedObjects names() {
    return names;
  }

  @Override
  protected void store(List<String> artifacts, String model) {
    artifacts.forEach(key -> names.name(key, true, NOON));
    names.name(model, true, NOON);
  }
}
