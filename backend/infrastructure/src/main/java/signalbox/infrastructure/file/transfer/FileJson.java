package signalbox.infrastructure.file.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.application.transfer.ListedObject;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.Seal;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.TransferCounts;

/**
 * The JSON in the file of a project. Reading is strict: a property that is missing or not known is
 * an error. What a value may be is checked here as well, so that whoever gets it can store it; what
 * cannot be is an {@link IllegalArgumentException} or another {@link RuntimeException}.
 */
final class FileJson {
  static final String FORMAT = "signalbox-project";

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
          .build();

  private static final int MOST_ATTEMPT = 1_000_000;
  private static final long MOST_NUMBER = 1L << 53;
  private static final int MOST_KEY = 200;
  private static final int MOST_LEVEL = 7;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private FileJson() {}

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first entry. */
  record Header(
      String format,
      int version,
      String product,
      Instant exportedAt,
      ProjectOfHeader project,
      List<String> leftOut) {}

  record ProjectOfHeader(UUID id, String name) {}

  /** The last entry but one. */
  record Manifest(
      TransferCounts counts, long missing, List<String> spoilt, List<Checksum> checksums) {}

  /** Of an entry. */
  record Checksum(String name, long length, String sha256) {}

  /** A line of a list of objects. */
  record ObjectJson(String name, String contentType, @Nullable String sha256) {
    static ObjectJson of(ListedObject listed) {
      return new ObjectJson(listed.name(), listed.contentType(), listed.sha256());
    }

    ListedObject toListed() {
      return new ListedObject(name, contentType, sha256);
    }
  }

  /** A line of points: those of one event. */
  record EventJson(UUID run, int attempt, long sequence, List<PointJson> points) {
    static EventJson of(MetricsReported event) {
      return new EventJson(
          event.runId().value(),
          event.attempt(),
          event.sequence(),
          event.points().stream().map(PointJson::of).toList());
    }

    MetricsReported toEvent() {
      require(attempt >= 1 && attempt <= MOST_ATTEMPT, "an attempt is none");
      require(sequence >= 0 && sequence <= MOST_NUMBER, "a sequence is none");
      require(!points.isEmpty(), "an event has no points");
      return new MetricsReported(
          new RunId(Objects.requireNonNull(run)),
          attempt,
          sequence,
          points.stream().map(PointJson::toPoint).toList());
    }
  }

  /**
   * A point.
   *
   * @param time in microseconds since 1970
   */
  record PointJson(String key, String role, long step, long time, double value) {
    static PointJson of(MetricsReported.Point point) {
      return new PointJson(
          point.key(),
          point.role(),
          point.step(),
          ChronoUnit.MICROS.between(Instant.EPOCH, point.time()),
          point.value());
    }

    MetricsReported.Point toPoint() {
      Instant at = Instant.EPOCH.plus(time, ChronoUnit.MICROS);
      require(time >= 0 && !at.isAfter(LATEST), "a time is none");
      return new MetricsReported.Point(
          plain(key, MOST_KEY), plain(role, MOST_KEY), step, at, value);
    }
  }

  /** A line of logs: either a line of an attempt, or, after its lines, the attempt's ledger. */
  record LogJson(UUID run, int attempt, @Nullable LineJson line, @Nullable LedgerJson ledger) {
    LogAttemptId id() {
      require(attempt >= 1 && attempt <= MOST_ATTEMPT, "an attempt is none");
      return new LogAttemptId(new LogId(Objects.requireNonNull(run)), attempt);
    }
  }

  /**
   * A line.
   *
   * @param time in microseconds since 1970
   * @param raw base64 of the text's bytes when they are not UTF-8 or hold NUL
   */
  record LineJson(
      long seq,
      long time,
      int level,
      String stream,
      String logger,
      String phase,
      String text,
      @Nullable String raw,
      long cut) {
    static LineJson of(LogLine line) {
      byte[] raw = line.raw();
      return new LineJson(
          line.seq(),
          line.timeMicros(),
          line.level(),
          line.stream().word(),
          line.logger(),
          line.phase(),
          line.text(),
          raw == null ? null : Base64.getEncoder().encodeToString(raw),
          line.cut());
    }

    LogLine toLine() {
      require(seq >= 1 && seq <= MOST_NUMBER, "a number of a line is none");
      require(time >= LogLine.MIN_TIME_MICROS && time <= LogLine.MAX_TIME_MICROS, "a time is none");
      require(level >= 0 && level <= MOST_LEVEL, "a level is none");
      require(cut >= 0, "a length is none");
      byte[] bytes = raw == null ? null : Base64.getDecoder().decode(raw);
      require(bytes == null || bytes.length <= LogLine.MAX_TEXT_BYTES, "a line is too long");
      return new LogLine(
          seq,
          time,
          level,
          LineStream.ofWord(stream).orElseThrow(),
          plain(logger, LogLine.MAX_TEXT_BYTES),
          plain(phase, LogLine.MAX_TEXT_BYTES),
          plain(text, LogLine.MAX_TEXT_BYTES),
          bytes,
          cut);
    }
  }

  /**
   * A ledger. Ranges are pairs of numbers, both included.
   *
   * @param removed what retention has removed, and is not in the file
   */
  record LedgerJson(
      long stored,
      long highest,
      List<List<Long>> missing,
      List<List<Long>> gone,
      List<List<Long>> removed,
      @Nullable Long totalLines,
      @Nullable String totalHash,
      @Nullable Instant endedAt,
      String seal,
      @Nullable Instant sealedAt,
      @Nullable String hash,
      LevelCounts levels,
      @Nullable Long firstErrorSeq,
      @Nullable Instant firstTime,
      @Nullable Instant lastTime) {
    static LedgerJson of(LogLedger ledger) {
      LogAttempt attempt = ledger.attempt();
      LogTotals totals = attempt.totals();
      return new LedgerJson(
          attempt.stored(),
          attempt.highest(),
          pairs(attempt.missing()),
          pairs(attempt.gone()),
          pairs(ledger.removed()),
          totals == null ? null : totals.lines(),
          totals == null ? null : totals.hash(),
          attempt.endedAt(),
          attempt.seal().word(),
          attempt.sealedAt(),
          attempt.hash(),
          attempt.levels(),
          attempt.firstErrorSeq(),
          attempt.firstTime(),
          attempt.lastTime());
    }

    LogLedger toLedger(LogAttemptId id) {
      require(stored >= 0 && stored <= MOST_NUMBER, "a count is none");
      require(highest >= 0 && highest <= MOST_NUMBER, "a number of a line is none");
      require((totalLines == null) == (totalHash == null), "totals are half there");
      LineRanges all = highest == 0 ? LineRanges.EMPTY : LineRanges.of(1, highest);
      LineRanges absent = ranges(missing);
      LineRanges lost = ranges(gone);
      LineRanges old = ranges(removed);
      require(absent.minus(all).isEmpty() && old.minus(all).isEmpty(), "a range is none");
      require(lost.minus(absent).isEmpty(), "what is gone was not missing");
      require(absent.intersect(old).isEmpty(), "what was removed is missing");
      return new LogLedger(
          new LogAttempt(
              id,
              null,
              stored,
              highest,
              absent,
              lost,
              totalLines == null || totalHash == null
                  ? null
                  : new LogTotals(totalLines, plain(totalHash, MOST_KEY)),
              sane(endedAt),
              Seal.ofWord(seal),
              sane(sealedAt),
              hash == null ? null : plain(hash, MOST_KEY),
              levels,
              firstErrorSeq,
              sane(firstTime),
              sane(lastTime)),
          old);
    }

    private static List<List<Long>> pairs(LineRanges ranges) {
      return ranges.ranges().stream().map(range -> List.of(range.from(), range.to())).toList();
    }

    private static LineRanges ranges(List<List<Long>> pairs) {
      return LineRanges.of(
          pairs.stream()
              .map(pair -> {
                require(pair.size() == 2, "a range is none");
                return new LineRange(pair.get(0), pair.get(1));
              })
              .toList());
    }
  }

  /** A time that can be stored, or none. */
  static @Nullable Instant sane(@Nullable Instant time) {
    require(time == null || (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)), "a time is none");
    return time;
  }

  /** Can be stored: neither NUL nor half a surrogate pair. */
  private static String plain(String text, int most) {
    require(text.length() <= most, "a text is too long");
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(unit)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      require(unit != 0 && (pair || !Character.isSurrogate(unit)), "a text cannot be stored");
      i += pair ? 1 : 0;
    }
    return text;
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException(fault);
    }
  }
}
