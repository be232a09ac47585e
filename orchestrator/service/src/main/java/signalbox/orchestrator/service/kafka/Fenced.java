package signalbox.orchestrator.service.kafka;

/** Another orchestrator has claimed the partition: what was to be stored does not count. */
public final class Fenced extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Fenced(int partition, String by) {
    super(
        "Partition "
            + partition
            + " belongs to another orchestrator by now"
            + (by.isEmpty() ? "" : ": " + by));
  }
}
