package signalbox.domain.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an inventory found of one kind.
 *
 * @param told false when the store cannot tell what there is
 * @param things how many were looked at
 * @param bytes how large these are, as far as it is known
 * @param orphans how many of them are orphans, or missing
 * @param orphanBytes how large these are, as far as it is known
 * @param orphanEntries how many lines, points or rows these have
 * @param young what would be an orphan, but is too young to be sure
 * @param oldest when the oldest orphan was stored; null when there is none
 * @param newest when the newest one was
 * @param samples the names of the first of them
 */
public record Finding(
    boolean told,
    long things,
    long bytes,
    long orphans,
    long orphanBytes,
    long orphanEntries,
    long young,
    @Nullable Instant oldest,
    @Nullable Instant newest,
    List<String> samples) {
  /** So many names are kept as examples. */
  public static final int SAMPLES = 5;

  public static final Finding NOTHING = new Finding(true, 0, 0, 0, 0, 0, 0, null, null, List.of());

  /** The store could not be asked. */
  public static final Finding NOT_TOLD =
      new Finding(false, 0, 0, 0, 0, 0, 0, null, null, List.of());

  public Finding {
    samples = List.copyOf(samples);
  }

  /** The same with more things that were looked at. */
  public Finding seen(long moreThings, long moreBytes) {
    return new Finding(
        told,
        things + moreThings,
        bytes + moreBytes,
        orphans,
        orphanBytes,
        orphanEntries,
        young,
        oldest,
        newest,
        samples);
  }

  /** The same with one that is too young to be sure. */
  public Finding spared() {
    return new Finding(
        told,
        things,
        bytes,
        orphans,
        orphanBytes,
        orphanEntries,
        young + 1,
        oldest,
        newest,
        samples);
  }

  /** The same with one that was found. */
  public Finding with(
      String name, @Nullable Long moreBytes, @Nullable Long moreEntries, Instant time) {
    List<String> shown = samples;
    if (samples.size() < SAMPLES) {
      shown = new ArrayList<>(samples);
      shown.add(name);
    }
    return new Finding(
        told,
        things,
        bytes,
        orphans + 1,
        orphanBytes + (moreBytes == null ? 0 : moreBytes),
        orphanEntries + (moreEntries == null ? 0 : moreEntries),
        young,
        oldest == null || time.isBefore(oldest) ? time : oldest,
        newest == null || time.isAfter(newest) ? time : newest,
        shown);
  }
}
