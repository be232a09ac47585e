package signalbox.application.identity;

import org.jspecify.annotations.Nullable;

/**
 * Sees to it that somebody can sign in.
 *
 * @param password null when none is given
 */
public record EnsureAdministrator(String email, @Nullable String password) {
  @Override
  public String toString() {
    return "EnsureAdministrator[***]";
  }
}
