package signalbox.infrastructure.timescale.metric;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.SeriesTotals;
import signalbox.domain.run.RunId;

/** A series while points are added to it: its row, and the segments that it gives off. */
final class OpenSeries {
  /** From so many points on the tail becomes a segment: its row must stay within a page. */
  private static final int TAIL_POINTS = 128;

  private static final int TAIL_BYTES = 4_000;

  /** A segment that is not the last of a large batch ends once it has so many points. */
  static final int SEGMENT_POINTS = 4096;

  final UUID run;
  final int attempt;
  final String key;
  long id;
  String role = "";
  boolean ordered = true;
  long points;
  long nans;
  long highs;
  long lows;
  long firstStep = Long.MAX_VALUE;
  long lastStep = Long.MIN_VALUE;
  long minMicros = Long.MAX_VALUE;
  long maxMicros = Long.MIN_VALUE;
  double min = Double.NaN;
  double max = Double.NaN;
  double sum;
  double newest;
  long newestStep = Long.MIN_VALUE;
  long newestMicros;
  long lastSequence;
  long packedUntil = -1;
  int loose;
  byte[] tail = new byte[0];

  /** What the reports bring; no event of it was stored before. */
  final PointColumns added = new PointColumns();

  String addedRole = "";

  OpenSeries(UUID run, int attempt, String key) {
    this.run = run;
    this.attempt = attempt;
    this.key = key;
  }

  /** Closed points on their way into the store. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Segment(
      long series,
      long firstSequence,
      long lastSequence,
      int points,
      int odd,
      long minStep,
      long maxStep,
      long minMicros,
      long maxMicros,
      byte @Nullable [] coarse,
      byte @Nullable [] fine,
      byte[] content) {}

  /** Takes what was added into the totals and the tail; what the tail cannot hold is given off. */
  List<Segment> grow() {
    count();
    PointColumns all = new PointColumns(SegmentFormat.count(tail) + added.size);
    SegmentFormat.decode(tail, all);
    append(all, added);
    if (all.size < TAIL_POINTS) {
      byte[] grown = SegmentFormat.encode(all, 0, all.size);
      if (grown.length <= TAIL_BYTES) {
        tail = grown;
        return List.of();
      }
    }
    tail = new byte[0];
    List<Segment> segments = cut(id, all);
    for (Segment segment : segments) {
      note(segment);
    }
    return segments;
  }

  /** Only short segments next to each other can be packed: a long one ends what came before. */
  void note(Segment segment) {
    if (segment.points() >= SEGMENT_POINTS) {
      packedUntil = Math.max(packedUntil, segment.lastSequence());
      loose = 0;
    } else {
      loose += segment.points();
    }
  }

  private void count() {
    for (int i = 0; i < added.size; i++) {
      long step = added.step[i];
      long micros = added.micros[i];
      double value = added.value[i];
      if (step < lastStep || micros < maxMicros || added.sequence[i] < lastSequence) {
        ordered = false;
      }
      if (step >= newestStep) {
        newest = value;
        newestStep = step;
        newestMicros = micros;
        role = addedRole;
      }
      firstStep = Math.min(firstStep, step);
      lastStep = Math.max(lastStep, step);
      minMicros = Math.min(minMicros, micros);
      maxMicros = Math.max(maxMicros, micros);
      lastSequence = Math.max(lastSequence, added.sequence[i]);
      if (Double.isFinite(value)) {
        sum += value;
        // The comparison is false for NaN: the first finite value is both.
        min = min <= value ? min : value;
        max = max >= value ? max : value;
      } else if (Double.isNaN(value)) {
        nans++;
      } else if (value > 0) {
        highs++;
      } else {
        lows++;
      }
    }
    points += added.size;
  }

  private static void append(PointColumns all, PointColumns more) {
    System.arraycopy(more.step, 0, all.step, all.size, more.size);
    System.arraycopy(more.micros, 0, all.micros, all.size, more.size);
    System.arraycopy(more.value, 0, all.value, all.size, more.size);
    System.arraycopy(more.sequence, 0, all.sequence, all.size, more.size);
    System.arraycopy(more.ordinal, 0, all.ordinal, all.size, more.size);
    all.size += more.size;
  }

  /** All points as segments; none ends within an event. */
  static List<Segment> cut(long series, PointColumns all) {
    List<Segment> segments = new ArrayList<>();
    int from = 0;
    while (from < all.size) {
      int to = Math.min(all.size, from + SEGMENT_POINTS);
      while (to < all.size && all.sequence[to] == all.sequence[to - 1]) {
        to++;
      }
      segments.add(segment(series, all, from, to));
      from = to;
    }
    return segments;
  }

  private static Segment segment(long series, PointColumns all, int from, int to) {
    long firstSequence = Long.MAX_VALUE;
    long lastSequence = Long.MIN_VALUE;
    long minStep = Long.MAX_VALUE;
    long maxStep = Long.MIN_VALUE;
    long minMicros = Long.MAX_VALUE;
    long maxMicros = Long.MIN_VALUE;
    int odd = 0;
    for (int i = from; i < to; i++) {
      firstSequence = Math.min(firstSequence, all.sequence[i]);
      lastSequence = Math.max(lastSequence, all.sequence[i]);
      minStep = Math.min(minStep, all.step[i]);
      maxStep = Math.max(maxStep, all.step[i]);
      minMicros = Math.min(minMicros, all.micros[i]);
      maxMicros = Math.max(maxMicros, all.micros[i]);
      if (!Double.isFinite(all.value[i])) {
        odd++;
      }
    }
    boolean blocks = odd == 0 && to - from >= SegmentFormat.COARSE;
    return new Segment(
        series,
        firstSequence,
        lastSequence,
        to - from,
        odd,
        minStep,
        maxStep,
        minMicros,
        maxMicros,
        blocks ? SegmentFormat.blocks(all, from, to, SegmentFormat.COARSE) : null,
        blocks ? SegmentFormat.blocks(all, from, to, SegmentFormat.FINE) : null,
        SegmentFormat.encode(all, from, to));
  }

  SeriesTotals totals() {
    return new SeriesTotals(
        new RunId(run),
        attempt,
        key,
        role,
        points,
        points - nans - highs - lows,
        newest,
        newestStep,
        Instant.EPOCH.plus(newestMicros, ChronoUnit.MICROS),
        min,
        max,
        sum);
  }
}
