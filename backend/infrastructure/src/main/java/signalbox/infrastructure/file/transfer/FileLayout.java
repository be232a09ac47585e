package signalbox.infrastructure.file.transfer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the entries, and how large they may be. */
final class FileLayout {
  static final String HEADER = "signalbox.json";
  static final String MANIFEST = "manifest.json";
  static final String MANIFEST_SUM = "manifest.json.sha256";

  static final String ROWS = "rows/";
  static final String LISTS = "lists/";
  static final String OBJECTS = "objects/";
  static final String POINTS = "points/";
  static final String LOGS = "logs/";
  static final String CHECKSUMS = "checksums/";
  static final String PACKED = ".jsonl.gz";
  static final String PLAIN = ".jsonl";

  /** A part is closed when its lines come to so many bytes. */
  static final int PART_BYTES = 8 * 1024 * 1024;

  /** The longest line; the largest are rows of datasets with very many columns. */
  static final int MOST_LINE_BYTES = 48 * 1024 * 1024;

  /** What a part may unpack to. */
  static final long MOST_PART_BYTES = PART_BYTES + (long) MOST_LINE_BYTES;

  /** What all parts together may unpack to: a small file must not fill a store. */
  static final long MOST_UNPACKED_BYTES = 256L * 1024 * 1024 * 1024;

  static final int MOST_HEADER_BYTES = 64 * 1024;
  static final int MOST_MANIFEST_BYTES = 16 * 1024 * 1024;

  /** A list of checksums comes at the latest after so many entries. */
  static final int ENTRIES_OF_A_LIST = 1_000;

  static final int OBJECTS_OF_A_LIST = 1_000;

  private static final Pattern TABLE = Pattern.compile("[a-z][a-z_]{0,40}");
  private static final Pattern ROWS_NAME =
      Pattern.compile("rows/([0-9]{6})-([a-z][a-z_]{0,40})\\.jsonl\\.gz");
  private static final int MOST_NUMBER = 999_999;

  private FileLayout() {}

  /** The name of a part that has a number. */
  static String numbered(String folder, int number, String ending) {
    return folder + number(number) + ending;
  }

  static String rows(int number, String table) {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException("Not a name of a table: " + table);
    }
    return ROWS + number(number) + "-" + table + PACKED;
  }

  /** The table of a name that {@link #rows} has made with this number; empty for any other. */
  static String tableOf(String name, int number) {
    Matcher parts = ROWS_NAME.matcher(name);
    return parts.matches() && parts.group(1).equals(number(number)) ? parts.group(2) : "";
  }

  private static String number(int number) {
    if (number > MOST_NUMBER) {
      throw new IllegalStateException("The file of a project has no more than a million parts");
    }
    return String.format(Locale.ROOT, "%06d", number);
  }
}
