package signalbox.presentation.shared;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The origins whose pages may call us with a browser's cookies or open a stream. */
public final class Origins {
  private final Set<String> allowed;

  /**
   * @param allowed besides our own: {@code https://dashboard.example.org}
   */
  public Origins(Set<String> allowed) {
    this.allowed =
        allowed.stream().map(Origins::normalised).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * True for a request without an origin (not a browser's), for our own origin (its host and port
   * are those of the request) and for the allowed ones.
   *
   * @param host the request's {@code Host} header
   */
  public boolean allows(@Nullable String origin, @Nullable String host) {
    if (origin == null) {
      return true;
    }
    String asked = normalised(origin);
    if (allowed.contains(asked)) {
      return true;
    }
    try {
      String authority = URI.create(asked).getRawAuthority();
      return authority != null && host != null && authority.equals(host.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String normalised(String origin) {
    String lower = origin.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
