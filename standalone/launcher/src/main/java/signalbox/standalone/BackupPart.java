package signalbox.standalone;

import java.util.Locale;

/** What a backup consists of, in the order in which it lies there. */
enum BackupPart {
  /** Both databases: the data folder of PostgreSQL with the log that makes it whole. */
  DATABASE("postgres/data/"),
  /** What the S3 server keeps. */
  OBJECTS("s3/objects/"),
  /** Files that are on their way to become datasets. */
  UPLOADS("spool/uploads/"),
  /** The keys and passwords without which the rest cannot be used. */
  SECRETS("");

  static final String SECRETS_FILE = "secrets";
  static final String PASSWORD_FILE = "admin-password";

  private final String place;

  BackupPart(String place) {
    this.place = place;
  }

  /** The folder in which its files lie, in the backup as in the folder of an instance. */
  String place() {
    return place;
  }

  /** In the manifest and on screen. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The file of the backup that lists its files. */
  String index() {
    return word() + ".jsonl";
  }

  /** Whether {@code path} names something that may be in this part, and nothing outside of it. */
  boolean holds(String path) {
    if (this == SECRETS) {
      return path.equals(SECRETS_FILE) || path.equals(PASSWORD_FILE);
    }
    if (!path.startsWith(place) || path.indexOf('\0') >= 0) {
      return false;
    }
    var inside = path.substring(place.length());
    if (inside.endsWith("/")) {
      inside = inside.substring(0, inside.length() - 1);
    }
    for (var name : inside.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
