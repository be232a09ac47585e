package signalbox.presentation.rest.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogMatches;
import signalbox.application.log.LogSource;
import signalbox.application.log.LogVolume;
import signalbox.domain.log.LevelCounts;
import signalbox.presentation.view.LogLineJson;

/** What the routes of logs answer. */
final class LogBodies {
  private static final double MICROS = 1e6;

  private LogBodies() {}

  record SearchJson(
      int attempt,
      long total,
      boolean complete,
      long searchedLines,
      long searchedThrough,
      List<Long> numbers,
      long first) {
    static SearchJson of(LogMatches matches) {
      return new SearchJson(
          matches.attempt(),
          matches.total(),
          matches.complete(),
          matches.searchedLines(),
          matches.searchedThrough(),
          matches.numbers(),
          matches.first());
    }
  }

  record VolumeJson(
      int attempt,
      @Nullable String from,
      double bucketSeconds,
      List<Long> critical,
      List<Long> error,
      List<Long> warning,
      List<Long> info,
      List<Long> debug) {
    static VolumeJson of(LogVolume volume) {
      Instant from = volume.from();
      return new VolumeJson(
          volume.attempt(),
          from == null ? null : LogLineJson.time(from),
          volume.bucketMicros() / MICROS,
          column(volume, LevelCounts::critical),
          column(volume, LevelCounts::error),
          column(volume, LevelCounts::warning),
          column(volume, LevelCounts::info),
          column(volume, LevelCounts::debug));
    }

    private static List<Long> column(LogVolume volume, ToLongFunction<LevelCounts> level) {
      return volume.buckets().stream().map(level::applyAsLong).toList();
    }
  }

  record SourceJson(
      UUID id,
      String name,
      String address,
      long lines,
      Instant createdAt,
      @Nullable Instant lastLineAt) {
    static SourceJson of(LogSource source) {
      return new SourceJson(
          source.id().value(),
          source.name(),
          source.address(),
          source.lines(),
          source.createdAt(),
          source.lastLineAt());
    }
  }
}
