package signalbox.infrastructure.postgres.shared;

import java.sql.SQLException;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Turns the loss of the server into {@code store.unavailable}; every other failure keeps its own
 * exception.
 */
public final class StoreFailures implements ExecuteListener {
  private static final long serialVersionUID = 1L;
  private static final String IDLE_IN_TRANSACTION = "25P03";

  @Override
  public void exception(ExecuteContext context) {
    SQLException cause = context.sqlException();
    if (cause != null && isUnavailable(cause)) {
      context.exception(SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(cause));
    }
  }

  /**
   * True for the SQLSTATE classes 08 (connection), 53 (resources), 57 (shut down, cancelled by an
   * operator) and 58 (system error), and for a transaction that the server ended because nothing
   * came in it; PostgreSQL documentation, appendix A.
   */
  public static boolean isUnavailable(SQLException cause) {
    String state = cause.getSQLState();
    return state != null
        && (state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.startsWith("58")
            || state.equals(IDLE_IN_TRANSACTION));
  }

  /** What a failure of plain JDBC means: {@code store.unavailable} or {@code internal}. */
  public static SignalboxException translate(SQLException cause) {
    ErrorCode code = isUnavailable(cause) ? ErrorCode.STORE_UNAVAILABLE : ErrorCode.INTERNAL;
    return SignalboxException.of(code).causedBy(cause);
  }
}
