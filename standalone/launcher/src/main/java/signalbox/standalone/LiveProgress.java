package signalbox.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** One line per part that is drawn over and over while things start, for terminals. */
final class LiveProgress implements Progress {
  private static final String[] FRAMES = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Thread painter;
  private int drawn;
  private int frame;
  private boolean open = true;

  private static final class Row {
    private final String title;
    private String mark = " ";
    private String detail = "waiting";
    private long since;
    private boolean moving;

    private Row(String title) {
      this.title = title;
    }
  }

  LiveProgress(PrintStream out, LongSupplier nanoTime, List<Part> parts) {
    this.out = out;
    this.nanoTime = nanoTime;
    parts.forEach(part -> rows.put(part.name(), new Row(part.title())));
    this.painter = Thread.ofVirtual().name("progress").start(this::paint);
  }

  @Override
  public synchronized void starting(Part part, String detail) {
    var row = row(part);
    if (!row.moving) {
      row.since = nanoTime.getAsLong();
      row.moving = true;
    }
    row.detail = detail;
    draw();
  }

  @Override
  public synchronized void ready(Part part, Duration took) {
    var word = part.kind() == Part.Kind.TASK ? "done" : "ready";
    settle(part, "\u001b[32m✓\u001b[0m", word + " after " + PlainProgress.seconds(took));
  }

  @Override
  public synchronized void failed(Part part) {
    settle(part, "\u001b[31m✗\u001b[0m", "failed");
  }

  @Override
  public synchronized void say(String line) {
    erase();
    out.println(line);
    draw();
  }

  @Override
  public synchronized void close() {
    if (open) {
      draw();
      open = false;
      drawn = 0;
      painter.interrupt();
      out.flush();
    }
  }

  private void settle(Part part, String mark, String detail) {
    var row = row(part);
    row.mark = mark;
    row.detail = detail;
    row.moving = false;
    draw();
  }

  private Row row(Part part) {
    return rows.computeIfAbsent(part.name(), _ -> new Row(part.title()));
  }

  private void paint() {
    try {
      while (true) {
        Thread.sleep(Duration.ofMillis(100));
        synchronized (this) {
          if (!open) {
            return;
          }
          frame++;
          draw();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void erase() {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A\u001b[0J");
      drawn = 0;
    }
  }

  private void draw() {
    if (!open) {
      return;
    }
    var picture = new StringBuilder();
    if (drawn > 0) {
      picture.append("\u001b[").append(drawn).append('A');
    }
    for (var row : rows.values()) {
      var mark = row.moving ? FRAMES[frame % FRAMES.length] : row.mark;
      var time =
          row.moving
              ? PlainProgress.seconds(Duration.ofNanos(nanoTime.getAsLong() - row.since)) + "  "
              : "";
      picture.append("\u001b[2K  %s %-22s %s%s%n".formatted(mark, row.title, time, row.detail));
    }
    drawn = rows.size();
    out.print(picture);
    out.flush();
  }
}
