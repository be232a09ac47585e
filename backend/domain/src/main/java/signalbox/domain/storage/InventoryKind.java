package signalbox.domain.storage;

/** A line of an inventory. The lower-case name is the public word. */
public enum InventoryKind {
  /** Files of datasets, with their samples and their indexes of rows. */
  DATASET_OBJECTS(true),
  /** Artifacts of runs, models among them. */
  RUN_OBJECTS(true),
  /** Objects that came with projects from elsewhere, of datasets and of runs. */
  IMPORTED_OBJECTS(true),
  /** Objects whose keys this system does not make. They are somebody else's and stay. */
  FOREIGN_OBJECTS(false),
  /** Files on their way into the store in parts, which were never finished. */
  UNFINISHED_UPLOADS(true),
  /** Log lines of runs that are not there. */
  LOGS(true),
  /** Metric points of runs that are not there. */
  METRICS(true),
  /** Notes on commands and moments of runs that are not there. */
  LEDGERS(true),
  /** Objects that a row names and that are not there. There is nothing to remove. */
  MISSING_OBJECTS(false);

  private final boolean removable;

  InventoryKind(boolean removable) {
    this.removable = removable;
  }

  /** What is found of it may be removed. */
  public boolean removable() {
    return removable;
  }

  /** It lies in the object store, under a key that this system makes. */
  public boolean object() {
    return this == DATASET_OBJECTS || this == RUN_OBJECTS || this == IMPORTED_OBJECTS;
  }
}
