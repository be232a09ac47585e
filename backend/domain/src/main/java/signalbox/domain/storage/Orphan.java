package signalbox.domain.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is stored and that no row names.
 *
 * @param number within its inventory, from 1
 * @param name the key of an object, or the id of a run
 * @param uploadId of an upload in parts; null for everything else
 * @param bytes null where nobody has counted them
 * @param entries lines, points or rows; null for an object
 * @param changedAt when it was stored, or when something was last added to it
 * @param outcome null until its turn in a removal
 */
public record Orphan(
    long number,
    InventoryKind kind,
    String name,
    @Nullable String uploadId,
    @Nullable Long bytes,
    @Nullable Long entries,
    Instant changedAt,
    @Nullable OrphanOutcome outcome) {

  /** One that has just been found. */
  public Orphan(
      long number,
      InventoryKind kind,
      String name,
      @Nullable String uploadId,
      @Nullable Long bytes,
      @Nullable Long entries,
      Instant changedAt) {
    this(number, kind, name, uploadId, bytes, entries, changedAt, null);
  }
}
