package signalbox.infrastructure.timescale.log;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.ProjectRoles;
import signalbox.application.log.DownloadLog;
import signalbox.application.log.DownloadLogHandler;
import signalbox.application.log.ExpiredLines;
import signalbox.application.log.FindLogLine;
import signalbox.application.log.FindLogLineHandler;
import signalbox.application.log.LedgerEntry;
import signalbox.application.log.ListLogLines;
import signalbox.application.log.ListLogLinesHandler;
import signalbox.application.log.LogAccess;
import signalbox.application.log.LogDownload;
import signalbox.application.log.LogFilter;
import signalbox.application.log.LogGap;
import signalbox.application.log.LogLimits;
import signalbox.application.log.LogMatches;
import signalbox.application.log.LogOverview;
import signalbox.application.log.LogPage;
import signalbox.application.log.LogPattern;
import signalbox.application.log.LogPlace;
import signalbox.application.log.LogReader;
import signalbox.application.log.LogRepository;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.application.log.LogTarget;
import signalbox.application.log.LogVolume;
import signalbox.application.log.MeasureLogVolume;
import signalbox.application.log.MeasureLogVolumeHandler;
import signalbox.application.log.ReadLine;
import signalbox.application.log.SearchLog;
import signalbox.application.log.SearchLogHandler;
import signalbox.application.run.InMemoryMemberRuns;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.RunAccess;
import signalbox.application.run.RunLogs;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.PageRequest;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLevel;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** What reading a stored log must do, on every kind of server. Each test has a run of its own. */
abstract class LogReadingContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final long NOON_MICROS = NOON.getEpochSecond() * 1_000_000 + NOON.getNano() / 1000;
  private static final LogFilter ERRORS = levels(LogLevel.ERROR, LogLevel.CRITICAL);

  private final ProjectId project = new ProjectId(TestRuns.IDS.next());
  private final Principal viewer = new Principal(new UserId(TestRuns.IDS.next()), false);
  private final Run run =
      TestRuns.training(project, new DatasetId(TestRuns.IDS.next()), viewer.userId(), "a run");
  private final LogTarget target = new LogTarget.OfRun(run.id());
  private final LogId log = LogId.of(run.id());
  private final LogAttemptId first = new LogAttemptId(log, 1);
  private final InMemoryRunRepository runs = new InMemoryRunRepository();

  LogReadingContract() {
    runs.insert(run);
  }

  abstract PostgresDatabase database();

  // ---------------------------------------------------------------------------------------- pages

  @Test
  void pagesFollowEachOtherInBothDirectionsAndNameEveryGap() {
    Set<Long> lost = Set.of(1L, 2L, 700L, 701L, 702L, 1999L, 2500L);
    appendInDisorder(numbersWithout(2499, lost));
    repository()
        .enter(List.of(new LedgerEntry.Totals(first, null, new LogTotals(2500, "f".repeat(64)))));

    List<Long> forward = new ArrayList<>();
    Set<Long> gaps = new java.util.TreeSet<>();
    LogPage page = list(new LogPlace.After(0), 300);
    long covered = 0;
    while (page.first() <= page.last()) {
      assertThat(page.first()).isEqualTo(covered + 1);
      forward.addAll(seqs(page));
      gaps(page).forEach(gaps::add);
      covered = page.last();
      page = list(new LogPlace.After(covered), 300);
    }
    assertThat(covered).isEqualTo(2500);
    assertThat(forward).isEqualTo(numbersWithout(2499, lost));
    assertThat(gaps).isEqualTo(lost);

    List<Long> backward = new ArrayList<>();
    page = list(new LogPlace.Tail(), 300);
    assertThat(page.last()).isEqualTo(2500);
    while (page.first() <= page.last()) {
      List<Long> seqs = new ArrayList<>(seqs(page));
      Collections.reverse(seqs);
      backward.addAll(seqs);
      page = list(new LogPlace.Before(page.first()), 300);
    }
    Collections.reverse(backward);
    assertThat(backward).isEqualTo(forward);
  }

  @Test
  void opensAroundALineOrTheNextOneThatIsThere() {
    appendInDisorder(numbersWithout(1000, Set.of(500L, 501L)));
    LogPage page = list(new LogPlace.Around(500), 20);
    assertThat(page.anchor()).isEqualTo(502L);
    assertThat(seqs(page)).hasSize(20).contains(499L, 502L).startsWith(490L).endsWith(511L);
    assertThat(page.gaps())
        .containsExactly(new LogGap(new LineRange(500, 501), LogGap.Kind.PENDING));
    assertThat(list(new LogPlace.Around(5000), 20).anchor()).isEqualTo(1000L);
    assertThat(seqs(list(new LogPlace.Around(1), 4))).containsExactly(1L, 2L);
  }

  @Test
  void jumpsToATime() {
    appendInDisorder(LongStream.rangeClosed(1, 1000).boxed().toList());
    assertThat(list(new LogPlace.AtTime(NOON.plusSeconds(321)), 10).anchor()).isEqualTo(321L);
    assertThat(list(new LogPlace.AtTime(NOON.plusMillis(320_001)), 10).anchor()).isEqualTo(321L);
    assertThat(list(new LogPlace.AtTime(NOON.minusSeconds(9)), 10).anchor()).isEqualTo(1L);
    assertThat(list(new LogPlace.AtTime(NOON.plusSeconds(5000)), 10).anchor()).isEqualTo(1000L);
  }

  @Test
  void goesFromErrorToError() {
    append(
        first,
        LongStream.rangeClosed(1, 500)
            .mapToObj(seq -> line(seq, seq == 77 ? 3 : seq == 300 ? 0 : 6, "line " + seq))
            .toList());
    assertThat(seqs(list(new LogPlace.After(0), 1, 0, ERRORS))).containsExactly(77L);
    assertThat(seqs(list(new LogPlace.After(77), 1, 0, ERRORS))).containsExactly(300L);
    assertThat(seqs(list(new LogPlace.After(300), 1, 0, ERRORS))).isEmpty();
    assertThat(seqs(list(new LogPlace.Before(300), 1, 0, ERRORS))).containsExactly(77L);
    assertThat(seqs(list(new LogPlace.Before(77), 1, 0, ERRORS))).isEmpty();
    LogPage all = list(new LogPlace.Around(200), 10, 0, ERRORS);
    assertThat(seqs(all)).containsExactly(77L, 300L);
    assertThat(all.anchor()).isEqualTo(300L);
    assertThat(all.complete()).isTrue();
  }

  @Test
  void filtersWithContext() {
    append(
        first,
        LongStream.rangeClosed(1, 200)
            .mapToObj(seq -> line(seq, 6, seq % 50 == 0 ? "Needle" : "hay"))
            .toList());
    LogPage page = list(new LogPlace.After(0), 3, 2, text("needle"));
    assertThat(seqs(page))
        .containsExactly(
            48L, 49L, 50L, 51L, 52L, 98L, 99L, 100L, 101L, 102L, 148L, 149L, 150L, 151L, 152L);
    assertThat(page.matches()).isEqualTo(Set.of(50L, 100L, 150L));
    assertThat(page.last()).isEqualTo(150);
    assertThat(seqs(list(new LogPlace.Tail(), 1, 1, text("needle")))).containsExactly(199L, 200L);
  }

  @Test
  void filtersByStreamPhaseLoggerAndTime() {
    append(
        first,
        List.of(
            new LogLine(1, NOON_MICROS, 6, LineStream.STDOUT, "", "loading", "a", null, 0),
            new LogLine(2, NOON_MICROS + 1, 6, LineStream.LOG, "x.y", "training", "b", null, 0),
            new LogLine(3, NOON_MICROS + 2, 6, LineStream.STDERR, "x", "training", "c", null, 0)));
    assertThat(seqs(filtered(Set.of(LineStream.STDOUT, LineStream.STDERR), Set.of(), Set.of())))
        .containsExactly(1L, 3L);
    assertThat(seqs(filtered(Set.of(), Set.of("training"), Set.of()))).containsExactly(2L, 3L);
    assertThat(seqs(filtered(Set.of(), Set.of(), Set.of("x")))).containsExactly(3L);
    LogFilter oneMicrosecond =
        new LogFilter(
            Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            NOON.plusNanos(1000),
            NOON.plusNanos(2000),
            null);
    assertThat(seqs(list(new LogPlace.After(0), 10, 0, oneMicrosecond))).containsExactly(2L);
  }

  @Test
  void anotherAttemptHasNumbersOfItsOwn() {
    append(first, List.of(line(1, 6, "of the first")));
    assertThat(list(new LogPlace.Tail(), 10).attempt()).isEqualTo(1);
    append(new LogAttemptId(log, 2), List.of(line(1, 6, "of the second"), line(2, 3, "an error")));
    LogPage newest = list(new LogPlace.After(0), 10);
    assertThat(newest.attempt()).isEqualTo(2);
    assertThat(newest.lines().getFirst().line().text()).isEqualTo("of the second");
    LogPage asked =
        handler()
            .handle(
                viewer, new ListLogLines(target, 1, new LogPlace.After(0), 10, 0, LogFilter.NONE));
    assertThat(asked.lines())
        .extracting(line -> line.line().text())
        .containsExactly("of the first");
    assertThat(reader().counts(List.of(run.id())))
        .isEqualTo(Map.of(run.id(), new RunLogs.Counts(2, 0, 1, 2L)));
  }

  @Test
  void aLogWithoutLinesIsEmpty() {
    LogPage page = list(new LogPlace.Tail(), 10);
    assertThat(page.lines()).isEmpty();
    assertThat(page.highest()).isZero();
    assertThat(reader().overview(log)).isEqualTo(LogOverview.NOTHING);
    assertThat(reader().counts(List.of(run.id()))).isEmpty();
    assertThat(search(text("x")).total()).isZero();
    assertThat(volume(10).buckets()).isEmpty();
  }

  @Test
  void strangersLearnNothing() {
    Principal stranger = new Principal(new UserId(TestRuns.IDS.next()), false);
    assertThatThrownBy(() ->
            handler()
                .handle(
                    stranger,
                    new ListLogLines(target, null, new LogPlace.Tail(), 1, 0, LogFilter.NONE)))
        .isInstanceOfSatisfying(
            SignalboxException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_NOT_FOUND));
  }

  // --------------------------------------------------------------------------------------- search

  @Test
  void countsEveryMatchAndNumbersThem() {
    appendInDisorder(LongStream.rangeClosed(1, 3000).boxed().toList());
    LogMatches found = search(text("LINE 1"));
    List<Long> expected =
        LongStream.rangeClosed(1, 3000)
            .filter(seq -> Long.toString(seq).startsWith("1"))
            .boxed()
            .toList();
    assertThat(found.total()).isEqualTo(expected.size());
    assertThat(found.numbers()).isEqualTo(expected.subList(0, 1000));
    assertThat(found.complete()).isTrue();
    assertThat(found.searchedThrough()).isEqualTo(3000);
    LogMatches rest = search(1, 1500, 10, text("LINE 1"));
    assertThat(rest.total()).isEqualTo(expected.size());
    assertThat(rest.first()).isEqualTo(expected.indexOf(1501L) + 1);
    assertThat(rest.numbers()).startsWith(1501L).hasSize(10);
    assertThat(search(1001, 0, 10, text("LINE 1")).total())
        .isEqualTo(expected.stream().filter(seq -> seq > 1000).count());
  }

  @Test
  void takesTextLiterallyAndPatternsAsPatterns() {
    append(
        first,
        List.of(
            line(1, 6, "100 % of a_b\\c"),
            line(2, 6, "100 and aXb/c"),
            line(3, 6, "ÄPFEL"),
            line(4, 6, "one\nTwo\nthree")));
    assertThat(search(text("% of a_b\\c")).numbers()).containsExactly(1L);
    assertThat(search(text("0 %")).numbers()).containsExactly(1L);
    assertThat(search(text("a_b")).numbers()).containsExactly(1L);
    assertThat(search(text("äpfel")).numbers()).containsExactly(3L);
    assertThat(search(pattern("äpfel", false, true)).numbers()).isEmpty();
    assertThat(search(pattern("^two$", true, false)).numbers()).containsExactly(4L);
    assertThat(search(pattern("a.b[/\\\\]c", true, true)).numbers()).containsExactly(1L, 2L);
    assertThat(search(pattern("^(?:100|ÄP)", true, true)).numbers()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void refusesAPatternThatCannotBeUsedAndSaysWhere() {
    append(first, List.of(line(1, 6, "x")));
    SignalboxException refused =
        catchThrowableOfType(SignalboxException.class, () -> search(pattern("ab(c", true, false)));
    assertThat(refused.code()).isEqualTo(ErrorCode.LOG_BAD_PATTERN);
    assertThat(refused.field()).isEqualTo("q");
    assertThat(refused.faults().getFirst().detail()).contains("parentheses");
    assertThat(refused.faults().getFirst().column()).isNotNull();
    assertThatThrownBy(() -> new LogPattern("a\0b", false, false))
        .isInstanceOf(SignalboxException.class);
  }

  @Test
  void saysHowFarASearchGotInItsTime() {
    // Nothing repeats, so that every way of cutting the text into four must be tried.
    String evil =
        new Random(5)
            .ints(4000, 'a', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    append(first, LongStream.rangeClosed(1, 50).mapToObj(seq -> line(seq, 6, evil)).toList());
    LogMatches found =
        new SearchLogHandler(
                access(),
                reader(),
                new LogLimits(Duration.ofMillis(200), Duration.ofMillis(200), 1))
            .handle(
                viewer,
                new SearchLog(
                    target,
                    null,
                    1,
                    0,
                    10,
                    pattern("^(.{5,})(.{5,})(.{5,})\\3\\2\\1$", true, true)));
    assertThat(found.complete()).isFalse();
    assertThat(found.searchedThrough()).isZero();
    // The connection is as good as before.
    assertThat(search(text(evil.substring(0, 20))).total()).isEqualTo(50);
  }

  // --------------------------------------------------------------------------------------- volume

  @Test
  void countsEveryLineInItsBucket() {
    Random random = new Random(7);
    List<LogLine> lines = new ArrayList<>();
    for (long seq = 1; seq <= 2000; seq++) {
      lines.add(
          new LogLine(
              seq,
              NOON_MICROS + random.nextLong(60_000_000),
              random.nextInt(8),
              LineStream.LOG,
              "",
              "",
              "x",
              null,
              0));
    }
    for (int from = 0; from < lines.size(); from += 90) {
      append(first, lines.subList(from, Math.min(lines.size(), from + 90)));
    }
    for (int buckets : new int[] {1, 7, 100}) {
      LogVolume volume = volume(buckets);
      long start = lines.stream().mapToLong(LogLine::timeMicros).min().orElseThrow();
      Map<Long, List<LogLine>> expected =
          lines.stream()
              .collect(groupingBy(line -> (line.timeMicros() - start) / volume.bucketMicros()));
      assertThat(volume.buckets()).hasSizeLessThanOrEqualTo(buckets);
      for (int bucket = 0; bucket < volume.buckets().size(); bucket++) {
        LevelCounts counts = volume.buckets().get(bucket);
        List<LogLine> here = expected.getOrDefault((long) bucket, List.of());
        for (LogLevel level : LogLevel.values()) {
          assertThat(counts.of(level))
              .isEqualTo(here.stream().filter(line -> LogLevel.of(line.level()) == level).count());
        }
      }
      assertThat(volume.buckets().stream().mapToLong(LevelCounts::total).sum()).isEqualTo(2000);
    }
    LogVolume part =
        new MeasureLogVolumeHandler(access(), reader())
            .handle(
                viewer,
                new MeasureLogVolume(target, null, NOON.plusSeconds(10), NOON.plusSeconds(20), 4));
    assertThat(part.buckets().stream().mapToLong(LevelCounts::total).sum())
        .isEqualTo(
            lines.stream()
                .filter(line -> !line.time().isBefore(NOON.plusSeconds(10)))
                .filter(line -> line.time().isBefore(NOON.plusSeconds(20)))
                .count());
  }

  // ------------------------------------------------------------------------- bytes, lines,
  // downloads

  @Test
  void keepsWhatAProgramWrote() {
    List<String> odd =
        List.of(
            "<script>alert(1)</script>",
            "\u001b[31mred\u001b[0m",
            "10%\r20%\r30%",
            "line\r\nline\r\n",
            "\u202Eevil\u2066",
            "tab\tbell\u0007",
            "astral 😀 \uFFFD",
            "");
    List<LogLine> lines = new ArrayList<>();
    for (int i = 0; i < odd.size(); i++) {
      lines.add(line(i + 1, 6, odd.get(i)));
    }
    byte[] raw = {'a', 0, (byte) 0xff, (byte) 0xfe, 'b', '\r', '\n'};
    lines.add(
        new LogLine(
            odd.size() + 1L,
            NOON_MICROS,
            6,
            LineStream.STDOUT,
            "",
            "",
            "a\uFFFD\uFFFD\uFFFDb\r\n",
            raw,
            900));
    append(first, lines);
    assertThat(download(LogFilter.NONE)).isEqualTo(lines);
    ReadLine binary = list(new LogPlace.Tail(), 1).lines().getFirst();
    assertThat(binary.binary()).isTrue();
    assertThat(binary.bytes()).isEqualTo(raw.length);
    assertThat(binary.line().raw()).isNull();
    assertThat(find(1, odd.size() + 1L).line()).isEqualTo(lines.getLast());
  }

  @Test
  void cutsLongLinesInPagesOnly() {
    String text = "ä".repeat(100_000);
    append(first, List.of(line(1, 6, text), line(2, 6, "x".repeat(ReadLine.MAX_BYTES))));
    ReadLine head = list(new LogPlace.After(0), 10).lines().getFirst();
    assertThat(head.truncated()).isTrue();
    assertThat(head.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    assertThat(head.line().text()).isEqualTo("ä".repeat(ReadLine.MAX_BYTES));
    assertThat(list(new LogPlace.After(1), 10).lines().getFirst().truncated()).isFalse();
    ReadLine whole = find(1, 1);
    assertThat(whole.truncated()).isFalse();
    assertThat(whole.line().text()).isEqualTo(text);
    assertThatThrownBy(() -> find(1, 3))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_LINE_NOT_FOUND));
  }

  @Test
  void aDownloadHoldsWhatWasStoredWhenItBegan() {
    appendInDisorder(LongStream.rangeClosed(1, 400).boxed().toList());
    append(new LogAttemptId(log, 2), List.of(line(1, 3, "of the second")));
    LogDownload download =
        new DownloadLogHandler(access(), reader(), LogLimits.STANDARD)
            .handle(viewer, new DownloadLog(target, null, LogFilter.NONE));
    append(new LogAttemptId(log, 2), List.of(line(2, 3, "too late")));
    assertThat(download.lines()).hasValue(401);
    List<String> texts = new ArrayList<>();
    download.read(line -> texts.add(line.attempt() + "/" + line.line().seq()));
    List<String> expected =
        LongStream.rangeClosed(1, 400).mapToObj(seq -> "1/" + seq).collect(Collectors.toList());
    expected.add("2/1");
    assertThat(texts).isEqualTo(expected);
    LogDownload errors =
        new DownloadLogHandler(access(), reader(), LogLimits.STANDARD)
            .handle(viewer, new DownloadLog(target, null, ERRORS));
    assertThat(errors.lines()).hasValue(2);
  }

  // ----------------------------------------------------------------------------------------- tail

  @Test
  void theTailGivesEveryLineOnceInTheOrderOfStoring() {
    List<Long> order = appendInDisorder(LongStream.rangeClosed(1, 1500).boxed().toList());
    List<Long> heard = new ArrayList<>();
    long position = 0;
    LogReader.Tail tail = reader().tail(log, position, 70);
    while (!tail.lines().isEmpty()) {
      assertThat(tail.lines()).hasSizeLessThanOrEqualTo(70);
      for (ReadLine line : tail.lines()) {
        assertThat(line.position()).isEqualTo(++position);
        heard.add(line.line().seq());
      }
      tail = reader().tail(log, position, 70);
    }
    assertThat(tail.position()).isEqualTo(1500);
    assertThat(heard).isEqualTo(order);
  }

  @Test
  void aLineJustStoredIsReadAsFromTheStore() {
    List<LogLine> odd =
        List.of(
            line(1, 6, "plain"),
            line(2, 3, "größe 🚂"),
            line(3, 6, "x".repeat(ReadLine.MAX_BYTES)),
            line(4, 6, "x".repeat(ReadLine.MAX_BYTES + 1)),
            line(5, 6, "ü".repeat(ReadLine.MAX_BYTES / 2 + 1)),
            line(6, 6, "🚂".repeat(ReadLine.MAX_BYTES + 7)),
            new LogLine(
                7, 5, 6, LineStream.STDERR, "a", "b", "\ufffd", new byte[] {(byte) 0xff, 0}, 9));
    List<LogLine> stored =
        repository().append(List.of(new AttemptLines(first, project, odd))).getFirst().lines();
    List<ReadLine> heads = new ArrayList<>();
    for (LogLine line : stored) {
      heads.add(ReadLine.head(1, heads.size() + 1, line));
    }
    assertThat(reader().tail(log, 0, 100).lines()).isEqualTo(heads);
  }

  @Test
  void theIndexFollowsTheLines() throws Exception {
    var index = new TimescaleLogIndex(database());
    appendPages(1);
    index.summarise();
    appendPages(5_001);
    assertThat(summariseTheRest()).as("pages are not summarised by themselves").isGreaterThan(2);
    appendPages(10_001);
    index.summarise();
    appendPages(15_001);
    index.summarise();
    index.summarise();
    assertThat(summariseTheRest()).as("but for the last range, which still grows").isLessThan(2);
  }

  private void appendPages(long from) {
    String text = "x".repeat(500);
    append(
        first, LongStream.range(from, from + 5_000).mapToObj(seq -> line(seq, 6, text)).toList());
  }

  private long summariseTheRest() throws Exception {
    try (Connection connection = database().connection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select sum(brin_summarize_new_values(i.indexrelid::regclass))
                from pg_inherits h
                join pg_index i on i.indrelid = h.inhrelid
                join pg_class c on c.oid = i.indexrelid
                join pg_am m on m.oid = c.relam and m.amname = 'brin'
                where h.inhparent = 'telemetry.log_line'::regclass
                """)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  // ------------------------------------------------------------------------------------ retention

  @Test
  void removedLinesLeaveTheirNumbersAndAreToldOf() throws Exception {
    append(first, LongStream.rangeClosed(1, 30).mapToObj(seq -> line(seq, 6, "old")).toList());
    append(first, LongStream.rangeClosed(35, 40).mapToObj(seq -> line(seq, 6, "new")).toList());
    long before = reader().overview(log).revision();
    Instant future = Instant.now().plusSeconds(3600);
    assertThat(remove(future)).as("it is not sealed").isEmpty();
    assertThat(seal()).isTrue();
    // The two batches were stored by transactions of their own; only the first is old.
    assertThat(removeOldest(future)).containsExactly(new ExpiredLines.Removed(log, project, 30));

    LogOverview overview = reader().overview(log);
    assertThat(overview.attempts().getFirst().removed()).isEqualTo(LineRanges.of(1, 30));
    assertThat(overview.attempts().getFirst().attempt().stored()).isEqualTo(36);
    assertThat(overview.revision()).isGreaterThan(before);
    LogPage page = list(new LogPlace.After(0), 100);
    assertThat(seqs(page)).containsExactly(35L, 36L, 37L, 38L, 39L, 40L);
    assertThat(page.gaps())
        .containsExactly(
            new LogGap(new LineRange(1, 30), LogGap.Kind.REMOVED),
            new LogGap(new LineRange(31, 34), LogGap.Kind.MISSING));
    LogReader.Tail tail = reader().tail(log, 10, 100);
    assertThat(tail.lines()).isEmpty();
    assertThat(tail.removedThrough()).isEqualTo(30);
    assertThat(reader().tail(log, 30, 100).lines()).hasSize(6);
    assertThat(download(LogFilter.NONE)).hasSize(6);
    assertThat(remove(future)).containsExactly(new ExpiredLines.Removed(log, project, 6));
    assertThat(reader().tail(log, 0, 100).removedThrough()).isEqualTo(36);
    assertThat(list(new LogPlace.Tail(), 100).lines()).isEmpty();
    assertThat(remove(future)).isEmpty();
    append(first, List.of(line(41, 6, "kept")));
    new TimescaleExpiredLines(database()).releaseSpace();
    assertThat(seqs(list(new LogPlace.Tail(), 100))).containsExactly(41L);
  }

  @Test
  void aProjectKeepsItsLinesForItsOwnTime() {
    append(first, List.of(line(1, 6, "x")));
    seal();
    Map<ProjectId, Instant> ofThisProject = Map.of(project, Instant.EPOCH);
    assertThat(
            new TimescaleExpiredLines(database())
                .remove(ofThisProject, Instant.now().plusSeconds(3600), 100))
        .noneMatch(removed -> removed.log().equals(log));
    assertThat(seqs(list(new LogPlace.Tail(), 1))).containsExactly(1L);
  }

  // -------------------------------------------------------------------------------------- sources

  @Test
  void listsSourcesByName() {
    String host = "host-" + UUID.randomUUID();
    List<LogId> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      LogId source = repository().source(new LogId(TestRuns.IDS.next()), host + i, "192.0.2.1");
      made.add(source);
      repository()
          .append(
              List.of(
                  new AttemptLines(
                      new LogAttemptId(source, 0), null, List.of(line(0, 6, "hello")))));
    }
    List<LogId> listed = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      var page = reader().sources(new PageRequest(2, cursor));
      page.items().stream()
          .filter(source -> source.name().startsWith(host))
          .forEach(source -> {
            assertThat(source.lines()).isEqualTo(1);
            listed.add(source.id());
          });
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(listed).isEqualTo(made);
    assertThat(reader().source(log)).isEqualTo(Optional.empty());
    assertThat(reader().tail(made.getFirst(), 0, 10).lines().getFirst().line().seq()).isOne();
  }

  // ---------------------------------------------------------------------------------------- setup

  private LogRepository repository() {
    return new TimescaleLogRepository(database());
  }

  private TimescaleLogReader reader() {
    return new TimescaleLogReader(database());
  }

  private LogAccess access() {
    ProjectRoles roles =
        new ProjectRoles() {
          @Override
          public Optional<Role> find(UserId user, ProjectId asked) {
            return asked.equals(project) && user.equals(viewer.userId())
                ? Optional.of(Role.VIEWER)
                : Optional.empty();
          }

          @Override
          public boolean exists(ProjectId asked) {
            return asked.equals(project);
          }
        };
    AccessPolicy policy = new AccessPolicy(roles);
    return new LogAccess(
        new RunAccess(new InMemoryMemberRuns(runs, roles), policy), policy, reader());
  }

  private ListLogLinesHandler handler() {
    return new ListLogLinesHandler(access(), reader(), LogLimits.STANDARD);
  }

  private LogPage list(LogPlace place, int limit) {
    return list(place, limit, 0, LogFilter.NONE);
  }

  private LogPage list(LogPlace place, int limit, int context, LogFilter filter) {
    return handler().handle(viewer, new ListLogLines(target, null, place, limit, context, filter));
  }

  private LogPage filtered(Set<LineStream> streams, Set<String> phases, Set<String> loggers) {
    return list(
        new LogPlace.After(0),
        10,
        0,
        new LogFilter(Set.of(), streams, phases, loggers, null, null, null));
  }

  private LogMatches search(LogFilter filter) {
    return search(1, 0, 1000, filter);
  }

  private LogMatches search(long start, long after, int limit, LogFilter filter) {
    return new SearchLogHandler(access(), reader(), LogLimits.STANDARD)
        .handle(viewer, new SearchLog(target, null, start, after, limit, filter));
  }

  private LogVolume volume(int buckets) {
    return new MeasureLogVolumeHandler(access(), reader())
        .handle(viewer, new MeasureLogVolume(target, null, null, null, buckets));
  }

  private ReadLine find(int attempt, long seq) {
    return new FindLogLineHandler(access(), reader())
        .handle(viewer, new FindLogLine(target, attempt, seq));
  }

  private List<LogLine> download(LogFilter filter) {
    List<LogLine> lines = new ArrayList<>();
    new DownloadLogHandler(access(), reader(), LogLimits.STANDARD)
        .handle(viewer, new DownloadLog(target, null, filter))
        .read(line -> lines.add(line.line()));
    return lines;
  }

  private void append(LogAttemptId attempt, List<LogLine> lines) {
    repository().append(List.of(new AttemptLines(attempt, project, lines)));
  }

  /** In batches of different sizes that overlap, as after resends; answers the order of storing. */
  private List<Long> appendInDisorder(List<Long> seqs) {
    Random random = new Random(3);
    List<Long> shuffled = new ArrayList<>();
    for (int from = 0; from < seqs.size(); from += 400) {
      List<Long> part = new ArrayList<>(seqs.subList(from, Math.min(seqs.size(), from + 400)));
      Collections.shuffle(part, random);
      shuffled.addAll(part);
    }
    List<Long> order = new ArrayList<>();
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(60));
      List<Long> batch = new ArrayList<>(shuffled.subList(from, to));
      append(first, batch.stream().map(seq -> line(seq, 6, "line " + seq)).toList());
      Collections.sort(batch);
      order.addAll(batch);
      from = to;
    }
    return order;
  }

  private boolean seal() {
    LogAttempt attempt = repository().find(first).orElseThrow();
    return !repository()
        .seal(
            List.of(new LogRepository.Sealing(first, Seal.INCOMPLETE, null, attempt.stored())),
            Instant.EPOCH)
        .isEmpty();
  }

  private List<ExpiredLines.Removed> remove(Instant before) {
    return new TimescaleExpiredLines(database())
        .remove(Map.of(project, before), Instant.EPOCH, 100);
  }

  private List<ExpiredLines.Removed> removeOldest(Instant before) throws Exception {
    assertThat(batches()).isEqualTo(2);
    return new TimescaleExpiredLines(database()).remove(Map.of(project, before), Instant.EPOCH, 1);
  }

  private long batches() throws Exception {
    try (Connection connection = database().connection();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select count(*) from telemetry.log_batch where stream_id = '" + log + "'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static LogLine line(long seq, int level, String text) {
    return new LogLine(
        seq, NOON_MICROS + seq * 1_000_000, level, LineStream.LOG, "logger", "", text, null, 0);
  }

  private static List<Long> numbersWithout(long highest, Set<Long> lost) {
    return LongStream.rangeClosed(1, highest).filter(seq -> !lost.contains(seq)).boxed().toList();
  }

  private static List<Long> seqs(LogPage page) {
    return page.lines().stream().map(line -> line.line().seq()).toList();
  }

  private static List<Long> gaps(LogPage page) {
    return page.gaps().stream()
        .flatMap(gap -> LongStream.rangeClosed(gap.lines().from(), gap.lines().to()).boxed())
        .toList();
  }

  private static LogFilter levels(LogLevel... levels) {
    return new LogFilter(Set.of(levels), Set.of(), Set.of(), Set.of(), null, null, null);
  }

  private static LogFilter text(String text) {
    return pattern(text, false, false);
  }

  private static LogFilter pattern(String text, boolean regex, boolean caseSensitive) {
    return new LogFilter(
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        null,
        null,
        new LogPattern(text, regex, caseSensitive));
  }
}
