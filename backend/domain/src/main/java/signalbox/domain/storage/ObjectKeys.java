package signalbox.domain.storage;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signalbox.domain.run.RunId;

/**
 * What the key of an object says. This system makes {@code datasets/<dataset>/…}, {@code
 * runs/<run>/<attempt>/<name>} and {@code imports/<import>/<attempt>/…}; whatever looks otherwise
 * is not ours.
 */
public final class ObjectKeys {
  private static final String UUID_TEXT =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
  private static final Pattern DATASET = Pattern.compile("datasets/" + UUID_TEXT + "/.+");
  private static final Pattern RUN = Pattern.compile("runs/(" + UUID_TEXT + ")/[0-9]{1,9}/.+");
  private static final Pattern IMPORT = Pattern.compile("imports/" + UUID_TEXT + "/[0-9]{1,9}/.+");

  private ObjectKeys() {}

  public static InventoryKind kind(String key) {
    if (DATASET.matcher(key).matches()) {
      return InventoryKind.DATASET_OBJECTS;
    }
    if (RUN.matcher(key).matches()) {
      return InventoryKind.RUN_OBJECTS;
    }
    return IMPORT.matcher(key).matches()
        ? InventoryKind.IMPORTED_OBJECTS
        : InventoryKind.FOREIGN_OBJECTS;
  }

  /** The run that stored it; empty for what belongs to none. */
  public static Optional<RunId> run(String key) {
    Matcher matcher = RUN.matcher(key);
    return matcher.matches()
        ? Optional.of(new RunId(UUID.fromString(matcher.group(1))))
        : Optional.empty();
  }
}
