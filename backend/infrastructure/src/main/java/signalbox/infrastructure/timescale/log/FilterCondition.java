package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogFilter;
import signalbox.application.log.LogPattern;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogLevel;

/** A filter as SQL. */
final class FilterCondition {
  private final LogFilter filter;
  private final @Nullable SearchPattern pattern;

  FilterCondition(LogFilter filter) {
    this.filter = filter;
    LogPattern wanted = filter.pattern();
    pattern = wanted == null ? null : new SearchPattern(wanted);
  }

  /** As {@link SearchPattern#check} says. */
  void check(Connection connection) throws SQLException {
    if (pattern != null) {
      pattern.check(connection);
    }
  }

  /** What a batch must have to hold a wanted line. */
  String ofBatches() {
    StringBuilder sql = new StringBuilder();
    if (!filter.levels().isEmpty()) {
      sql.append(
          filter.levels().stream()
              .map(level -> level.word() + " > 0")
              .sorted()
              .collect(Collectors.joining(" or ", " and (", ")")));
    }
    if (filter.since() != null) {
      sql.append(" and to_time >= ?");
    }
    if (filter.until() != null) {
      sql.append(" and from_time < ?");
    }
    return sql.toString();
  }

  void bindBatches(PreparedStatement select, int first) throws SQLException {
    bindTimes(select, first);
  }

  private int bindTimes(PreparedStatement select, int first) throws SQLException {
    int at = first;
    for (Instant time : new Instant[] {filter.since(), filter.until()}) {
      if (time != null) {
        select.setObject(at++, time.atOffset(ZoneOffset.UTC));
      }
    }
    return at;
  }

  String ofLines() {
    StringBuilder sql = new StringBuilder();
    if (filter.since() != null) {
      sql.append(" and time >= ?");
    }
    if (filter.until() != null) {
      sql.append(" and time < ?");
    }
    if (!filter.levels().isEmpty()) {
      sql.append(" and level = any (?)");
    }
    if (!filter.streams().isEmpty()) {
      sql.append(" and stream = any (?)");
    }
    if (!filter.phases().isEmpty()) {
      sql.append(" and phase = any (?)");
    }
    if (!filter.loggers().isEmpty()) {
      sql.append(" and logger = any (?)");
    }
    if (pattern != null) {
      sql.append(pattern.ofLines());
    }
    return sql.toString();
  }

  void bindLines(Connection connection, PreparedStatement select, int first) throws SQLException {
    int at = bindTimes(select, first);
    if (!filter.levels().isEmpty()) {
      Integer[] severities =
          IntStream.range(0, 8)
              .filter(severity -> filter.levels().contains(LogLevel.of(severity)))
              .boxed()
              .toArray(Integer[]::new);
      select.setArray(at++, connection.createArrayOf("int4", severities));
    }
    if (!filter.streams().isEmpty()) {
      select.setArray(
          at++,
          connection.createArrayOf(
              "int4", filter.streams().stream().map(LineStream::code).toArray(Integer[]::new)));
    }
    if (!filter.phases().isEmpty()) {
      select.setArray(at++, connection.createArrayOf("text", filter.phases().toArray()));
    }
    if (!filter.loggers().isEmpty()) {
      select.setArray(at++, connection.createArrayOf("text", filter.loggers().toArray()));
    }
    if (pattern != null) {
      select.setString(at, pattern.parameter());
    }
  }
}
