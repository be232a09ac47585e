package signalbox.domain.notification;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;

/**
 * Of which runs a rule speaks: all that is given must fit.
 *
 * @param nameContains upper and lower case are not told apart
 * @param run this run alone
 */
public record AlertScope(
    @Nullable RunKind kind,
    @Nullable String tag,
    @Nullable String nameContains,
    @Nullable RunId run) {
  public static final AlertScope EVERY_RUN = new AlertScope(null, null, null, null);
  public static final int MAX_TAG_LENGTH = 100;
  public static final int MAX_NAME_LENGTH = 200;

  /**
   * @throws SignalboxException {@code request.invalid} naming the field below {@code scope}
   */
  public AlertScope {
    requireLength("scope.tag", tag, MAX_TAG_LENGTH);
    requireLength("scope.nameContains", nameContains, MAX_NAME_LENGTH);
  }

  /**
   * True when a rule of this scope speaks of such a run. A study has thousands of trials: only a
   * rule for trials, or for this very run, speaks of one.
   */
  public boolean covers(RunId id, RunKind itsKind, String name, List<String> tags) {
    return (kind == null ? itsKind != RunKind.TRIAL || run != null : kind == itsKind)
        && (tag == null || tags.contains(tag))
        && (nameContains == null
            || name.toLowerCase(Locale.ROOT).contains(nameContains.toLowerCase(Locale.ROOT)))
        && (run == null || run.equals(id));
  }

  private static void requireLength(String field, @Nullable String text, int most) {
    if (text != null && (text.isBlank() || text.length() > most || text.indexOf('\u0000') >= 0)) {
      throw SignalboxException.invalid(field, "must have 1 to " + most + " characters");
    }
  }
}
