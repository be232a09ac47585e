package signalbox.infrastructure.s3.canary;

import java.sql.SQLException;

/** Breaks a rule on purpose: S3 uses SQL. */
public final class S3ThatUsesSql {
  /** Throws. */
  public void fail() throws SQLException {
    throw new SQLException("canary");
  }
}
