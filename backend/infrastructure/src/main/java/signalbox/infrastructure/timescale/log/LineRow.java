package signalbox.infrastructure.timescale.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import signalbox.application.log.ReadLine;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogLine;

/** The columns of {@code log_line} that are asked for, and the line that a row of them is. */
final class LineRow {
  private static final String REST_OF_LINE =
      ", level, stream, logger, phase, octet_length(text), octet_length(raw), cut, ";
  private static final String HEAD =
      "case when octet_length(text) > "
          + ReadLine.MAX_BYTES
          + " then left(text, "
          + ReadLine.MAX_BYTES
          + ") else text end";

  /** The beginning of the text, and no bytes. */
  static final String HEADS =
      "attempt, seq, position, "
          + Micros.OF_LINE
          + REST_OF_LINE
          + HEAD
          + ", null::bytea, octet_length(text) > "
          + ReadLine.MAX_BYTES;

  static final String WHOLE =
      "attempt, seq, position, " + Micros.OF_LINE + REST_OF_LINE + "text, raw, false";

  private LineRow() {}

  /** A row of {@link #HEADS} or {@link #WHOLE}. */
  static ReadLine read(ResultSet rows) throws SQLException {
    int textBytes = rows.getInt(9);
    int rawBytes = rows.getInt(10);
    boolean binary = !rows.wasNull();
    String text = rows.getString(12);
    byte[] raw = rows.getBytes(13);
    boolean truncated = rows.getBoolean(14);
    return new ReadLine(
        rows.getInt(1),
        rows.getLong(3),
        new LogLine(
            rows.getLong(2),
            rows.getLong(4),
            rows.getInt(5),
            LineStream.of(rows.getInt(6)),
            rows.getString(7),
            rows.getString(8),
            text,
            raw,
            rows.getLong(11)),
        binary ? rawBytes : textBytes,
        truncated,
        binary);
  }
}
