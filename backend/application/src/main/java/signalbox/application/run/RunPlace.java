package signalbox.application.run;

import org.jspecify.annotations.Nullable;

/** Where in a sorted list a page starts. */
public sealed interface RunPlace {
  /** At the run that so many others come before. */
  record Position(long before) implements RunPlace {}

  /** After the last run of the page before, whatever has come or gone since. */
  record After(String cursor) implements RunPlace {}

  /** At the first run. */
  RunPlace START = new Position(0);

  static RunPlace of(@Nullable Long position, @Nullable String cursor) {
    if (cursor != null) {
      return new After(cursor);
    }
    return position == null ? START : new Position(position);
  }
}
