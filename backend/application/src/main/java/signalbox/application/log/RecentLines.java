package signalbox.application.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;

/**
 * The lines that this process stored last, for those who follow a log: they need not be read back.
 * What is not here is in the store, and so is everything that is. Bounded, whatever the number of
 * logs. Thread-safe.
 */
public final class RecentLines {
  /** In bytes of heap, roughly: about a second of a very busy system. */
  private static final long MOST_WEIGHT = 12L * 1024 * 1024;

  private final long mostWeight;
  private final Map<LogId, Deque<Stored>> logs = new HashMap<>();
  private final Deque<Stored> oldestFirst = new ArrayDeque<>();
  private long weight;

  public RecentLines() {
    this(MOST_WEIGHT);
  }

  /**
   * @param mostWeight how much is kept, in bytes of heap, roughly
   */
  RecentLines(long mostWeight) {
    this.mostWeight = mostWeight;
  }

  /** Call it after the commit, in the order of the commits. */
  void add(LogRepository.Appended appended) {
    if (appended.lines().isEmpty()) {
      return;
    }
    long added = 0;
    for (LogLine line : appended.lines()) {
      added += LogWriter.weight(line);
    }
    Stored stored = new Stored(appended, added);
    synchronized (this) {
      logs.computeIfAbsent(stored.log(), log -> new ArrayDeque<>()).add(stored);
      oldestFirst.add(stored);
      weight += added;
      while (weight > mostWeight) {
        forgetOldest();
      }
    }
  }

  private void forgetOldest() {
    Stored oldest = oldestFirst.remove();
    weight -= oldest.weight();
    Deque<Stored> ofLog = logs.get(oldest.log());
    if (ofLog != null) {
      ofLog.remove();
      if (ofLog.isEmpty()) {
        logs.remove(oldest.log());
      }
    }
  }

  /**
   * The beginnings of the lines that follow a position without a hole; none when the next one is
   * not here.
   *
   * @param limit most lines
   */
  public List<ReadLine> after(LogId log, long position, int limit) {
    List<ReadLine> lines = new ArrayList<>();
    long next = position + 1;
    for (Stored stored : holding(log, next)) {
      if (stored.first() > next) {
        // Another process stored what lies between.
        break;
      }
      int attempt = stored.appended().attempt().attempt();
      List<LogLine> here = stored.appended().lines();
      for (int i = (int) (next - stored.first()); i < here.size(); i++) {
        if (lines.size() == limit) {
          return lines;
        }
        lines.add(ReadLine.head(attempt, next++, here.get(i)));
      }
    }
    return lines;
  }

  private synchronized Deque<Stored> holding(LogId log, long position) {
    Deque<Stored> found = new ArrayDeque<>();
    Deque<Stored> ofLog = logs.get(log);
    if (ofLog == null) {
      return found;
    }
    // Nearly always only the newest: found from the end.
    for (var newestFirst = ofLog.descendingIterator(); newestFirst.hasNext(); ) {
      Stored stored = newestFirst.next();
      if (stored.last() < position) {
        break;
      }
      found.addFirst(stored);
    }
    return found;
  }

  private record Stored(LogRepository.Appended appended, long weight) {
    LogId log() {
      return appended.attempt().log();
    }

    long first() {
      return appended.firstPosition();
    }

    long last() {
      return appended.lastPosition();
    }
  }
}
