package signalbox.application.transfer;

import java.util.HexFormat;
import java.util.regex.Pattern;
import signalbox.application.dataset.TableSamples;
import signalbox.application.shared.Sha256;

/**
 * What an object is called in the file of a project: a digest of its key, so that nothing of where
 * it lies is told, and a name can be nothing but a name.
 */
public final class ObjectNames {
  private static final String FOLDER = "objects/";
  private static final int DIGEST_BYTES = 16;
  private static final Pattern NAME =
      Pattern.compile(
          Pattern.quote(FOLDER) + "[0-9a-f]{32}(?:" + Pattern.quote(TableSamples.SUFFIX) + ")?");

  private ObjectNames() {}

  /** The same for the same key. What lies beside a dataset keeps its suffix. */
  public static String of(String key) {
    return key.endsWith(TableSamples.SUFFIX)
        ? plain(key.substring(0, key.length() - TableSamples.SUFFIX.length())) + TableSamples.SUFFIX
        : plain(key);
  }

  /** True for what {@link #of} answers. */
  public static boolean valid(String name) {
    return NAME.matcher(name).matches();
  }

  /** The part of a name that is neither folder nor path. */
  static String tail(String name) {
    return name.substring(FOLDER.length());
  }

  private static String plain(String key) {
    return FOLDER + HexFormat.of().formatHex(Sha256.of(key), 0, DIGEST_BYTES);
  }
}
