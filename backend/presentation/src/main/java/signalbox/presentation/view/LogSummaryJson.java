package signalbox.presentation.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogGap;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogOverview;
import signalbox.application.log.LogSummary;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogTotals;

/** What there is of a log. */
public record LogSummaryJson(
    String position, List<AttemptJson> attempts, @Nullable Integer retentionDays) {
  private static final int MAX_GAPS = 1000;

  /** What there is of an attempt's log. */
  public record AttemptJson(
      int attempt,
      String seal,
      long highest,
      long stored,
      long missingLines,
      long removedLines,
      @Nullable Long totalLines,
      @Nullable String totalHash,
      @Nullable String hash,
      @Nullable Instant sealedAt,
      LevelsJson levels,
      @Nullable Long firstError,
      @Nullable String firstTime,
      @Nullable String lastTime,
      List<GapJson> gaps,
      int gapCount) {}

  /** Lines by level. */
  public record LevelsJson(long critical, long error, long warning, long info, long debug) {
    static LevelsJson of(LevelCounts levels) {
      return new LevelsJson(
          levels.critical(), levels.error(), levels.warning(), levels.info(), levels.debug());
    }
  }

  /** Numbers without a line, and why. */
  public record GapJson(long from, long to, String kind) {
    public static GapJson of(LogGap gap) {
      return new GapJson(gap.lines().from(), gap.lines().to(), Words.of(gap.kind()));
    }
  }

  public static LogSummaryJson of(LogSummary summary) {
    LogOverview overview = summary.overview();
    return new LogSummaryJson(
        overview.cursor().toString(),
        overview.attempts().stream().map(LogSummaryJson::attempt).toList(),
        summary.retentionDays().isPresent() ? summary.retentionDays().getAsInt() : null);
  }

  private static AttemptJson attempt(LogLedger ledger) {
    LogAttempt attempt = ledger.attempt();
    LogTotals totals = attempt.totals();
    List<LogGap> gaps = ledger.gaps();
    Instant first = attempt.firstTime();
    Instant last = attempt.lastTime();
    return new AttemptJson(
        attempt.id().attempt(),
        attempt.seal().word(),
        attempt.highest(),
        attempt.stored(),
        attempt.missing().lines(),
        ledger.removed().lines(),
        totals == null ? null : totals.lines(),
        totals == null ? null : totals.hash(),
        attempt.hash(),
        attempt.sealedAt(),
        LevelsJson.of(attempt.levels()),
        attempt.firstErrorSeq(),
        first == null ? null : LogLineJson.time(first),
        last == null ? null : LogLineJson.time(last),
        gaps.stream().limit(MAX_GAPS).map(GapJson::of).toList(),
        gaps.size());
  }
}
