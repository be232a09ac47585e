package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import signalbox.application.log.LogPattern;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** What a line's text must hold, as SQL. */
final class SearchPattern {
  private static final String BAD_PATTERN = "2201B";

  private final LogPattern pattern;

  SearchPattern(LogPattern pattern) {
    this.pattern = pattern;
  }

  String ofLines() {
    if (pattern.regex()) {
      return pattern.caseSensitive() ? " and text ~ ?" : " and text ~* ?";
    }
    return pattern.caseSensitive() ? " and text like ?" : " and text ilike ?";
  }

  /** The parameter of the condition. */
  String parameter() {
    return pattern.regex() ? regex(pattern.text()) : like(pattern.text());
  }

  /** Entries may have several lines: unless the pattern says otherwise, {@code ^} means each. */
  private static String regex(String text) {
    boolean directs = text.startsWith("***") || text.startsWith("(?");
    return directs ? text : "(?n)" + text;
  }

  private static String like(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  /** Refuses a pattern that the server does not understand, before anything is searched. */
  void check(Connection connection) throws SQLException {
    if (!pattern.regex()) {
      return;
    }
    try (PreparedStatement select = connection.prepareStatement("select '' ~ ?")) {
      select.setString(1, parameter());
      select.execute();
    } catch (SQLException e) {
      if (BAD_PATTERN.equals(e.getSQLState())) {
        throw badPattern(e);
      }
      throw e;
    }
  }

  private SignalboxException badPattern(SQLException cause) {
    ServerErrorMessage server =
        cause instanceof PSQLException known ? known.getServerErrorMessage() : null;
    String message = server == null ? null : server.getMessage();
    String reason =
        message == null ? "it is not understood" : message.substring(message.indexOf(':') + 1);
    Integer column = null;
    try {
      var _ = Pattern.compile(pattern.text());
    } catch (PatternSyntaxException e) {
      // The server does not say where; this engine, which knows nearly the same language, does.
      column = e.getIndex() < 0 ? null : Math.min(e.getIndex(), pattern.text().length()) + 1;
    }
    return SignalboxException.of(ErrorCode.LOG_BAD_PATTERN)
        .unsafe("reason", reason.strip())
        .at("q")
        .because(List.of(new Fault("q", null, column, null, reason.strip())))
        .causedBy(cause);
  }
}
