package signalbox.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line per event, for pipes and log files. */
final class PlainProgress implements Progress {
  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final long begin;

  PlainProgress(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  @Override
  public void starting(Part part, String detail) {
    say(part.title() + ": " + detail);
  }

  @Override
  public void ready(Part part, Duration took) {
    var word = part.kind() == Part.Kind.TASK ? "done" : "ready";
    say(part.title() + ": " + word + " after " + seconds(took));
  }

  @Override
  public void failed(Part part) {
    say(part.title() + ": failed");
  }

  @Override
  public synchronized void say(String line) {
    var since = Duration.ofNanos(nanoTime.getAsLong() - begin);
    out.println("[" + "%8s".formatted(seconds(since)) + "] " + line);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
