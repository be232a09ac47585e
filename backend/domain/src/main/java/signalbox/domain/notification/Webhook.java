package signalbox.domain.notification;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * An address that the alerts of a project's shared rules are sent to.
 *
 * @param events which of them
 * @param disabledReason why it was disabled by itself; null when it was not
 * @param failuresInARow attempts that failed since the last that did not
 */
public record Webhook(
    WebhookId id,
    ProjectId project,
    String name,
    String url,
    Set<NotificationKind> events,
    boolean enabled,
    @Nullable String disabledReason,
    int failuresInARow,
    Instant createdAt,
    UserId createdBy) {
  public static final int MAX_NAME_LENGTH = 200;
  public static final int MAX_URL_LENGTH = 2000;

  /** How many a project may have. */
  public static final int MOST_IN_PROJECT = 20;

  /**
   * @throws SignalboxException {@code request.invalid} naming the field
   */
  public Webhook {
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH || name.indexOf('\u0000') >= 0) {
      throw SignalboxException.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
    if (events.isEmpty() || !NotificationKind.EVENTS.containsAll(events)) {
      throw SignalboxException.invalid("events", "must name one or more events that can be sent");
    }
    events = Collections.unmodifiableSet(EnumSet.copyOf(events));
    address(url);
  }

  /**
   * Reads an address.
   *
   * @throws SignalboxException {@code request.invalid} with the field {@code url}
   */
  public static URI address(String url) {
    if (url.length() > MAX_URL_LENGTH) {
      throw SignalboxException.invalid(
          "url", "must have at most " + MAX_URL_LENGTH + " characters");
    }
    try {
      URI address = new URI(url);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw SignalboxException.invalid("url", "must begin with http:// or https://");
      }
      if (address.getHost() == null || address.getPort() == 0 || address.getPort() > 65535) {
        throw SignalboxException.invalid("url", "must name a host");
      }
      if (address.getRawUserInfo() != null) {
        throw SignalboxException.invalid("url", "must not hold a user or a password");
      }
      return address;
    } catch (URISyntaxException e) {
      throw SignalboxException.invalid("url", "is not an address").causedBy(e);
    }
  }

  /** The same webhook as it shall be from now on. Whoever enables it forgets its failures. */
  public Webhook changed(
      String newName, String newUrl, Set<NotificationKind> newEvents, boolean nowEnabled) {
    boolean fresh = nowEnabled && !enabled;
    return new Webhook(
        id,
        project,
        newName,
        newUrl,
        newEvents,
        nowEnabled,
        nowEnabled ? null : disabledReason,
        fresh ? 0 : failuresInARow,
        createdAt,
        createdBy);
  }

  /** The same webhook after an attempt; disables itself after {@code most} failures in a row. */
  public Webhook afterAttempt(boolean delivered, String error, int most) {
    int failures = delivered ? 0 : failuresInARow + 1;
    boolean tooMany = failures >= most;
    return new Webhook(
        id,
        project,
        name,
        url,
        events,
        enabled && !tooMany,
        enabled && tooMany
            ? failures + " attempts in a row failed; the last: " + error
            : disabledReason,
        failures,
        createdAt,
        createdBy);
  }
}
