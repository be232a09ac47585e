package signalbox.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a copy is, in percent, and how long it still takes. A terminal gets one line that is
 * drawn over and over, everything else a line every few seconds. Not thread-safe.
 */
final class CopyProgress implements AutoCloseable {
  private static final long LIVE_PAUSE = Duration.ofMillis(100).toNanos();
  private static final long PLAIN_PAUSE = Duration.ofSeconds(5).toNanos();
  private static final long MINUTES_FROM = 90;
  private static final double MEGABYTE = 1 << 20;
  private static final double GIGABYTE = 1 << 30;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final boolean live;
  private String doing = "";
  private long total;
  private long done;
  private long movingSince;
  private long shownAt;
  private boolean drawn;

  CopyProgress(PrintStream out, LongSupplier nanoTime, boolean live) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.live = live;
    this.shownAt = nanoTime.getAsLong();
  }

  /** For the person who has called the program. */
  static CopyProgress toCaller() {
    return new CopyProgress(System.out, System::nanoTime, Boolean.getBoolean("signalbox.terminal"));
  }

  /** There are more bytes to come. */
  void expect(long bytes) {
    total += bytes;
  }

  /** From now on it is this that is copied. */
  void doing(String what) {
    doing = what;
    show(nanoTime.getAsLong());
  }

  /** So many bytes are done. */
  void moved(long bytes) {
    long now = nanoTime.getAsLong();
    if (done == 0) {
      movingSince = now;
    }
    done += bytes;
    if (now - shownAt >= (live ? LIVE_PAUSE : PLAIN_PAUSE)) {
      show(now);
    }
  }

  /** How many bytes are done. */
  long done() {
    return done;
  }

  /** A line that stays. */
  void say(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  /** Ends the line that is drawn. */
  @Override
  public void close() {
    erase();
    out.flush();
  }

  /** In the largest unit that gives more than one of it. */
  static String size(long bytes) {
    return bytes < GIGABYTE
        ? String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE)
        : String.format(Locale.ROOT, "%.1f GB", bytes / GIGABYTE);
  }

  private void show(long now) {
    shownAt = now;
    var line = line(now);
    if (live) {
      out.print("\r\u001b[K" + line);
      drawn = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  private String line(long now) {
    // Files that grow while they are copied make more of it than was expected.
    long percent = total == 0 ? 0 : Math.min(100, (long) (100.0 * done / total));
    return String.format(
        Locale.ROOT,
        "%3d %%  %s: %s of %s%s",
        percent,
        doing,
        size(done),
        size(Math.max(done, total)),
        left(now));
  }

  private String left(long now) {
    long elapsed = now - movingSince;
    if (done == 0 || elapsed <= 0 || total <= done) {
      return "";
    }
    double nanos = (double) elapsed / done * (total - done);
    long seconds = Math.max(1, Math.round(nanos / Duration.ofSeconds(1).toNanos()));
    return seconds < MINUTES_FROM
        ? ", " + seconds + " s left"
        : ", " + Math.round(seconds / 60.0) + " min left";
  }

  private void erase() {
    if (drawn) {
      out.print("\r\u001b[K");
      drawn = false;
    }
  }
}
