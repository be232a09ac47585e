package signalbox.domain.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a run waits.
 *
 * @param service the ML service that it waits for; null when that does not matter
 * @param ahead how many go first, for {@link Kind#AHEAD}; else null
 * @param until when the reason is looked at again; null when that is not known
 * @param text the orchestrator's own words; may be empty
 */
public record WaitReason(
    Kind kind,
    @Nullable String service,
    @Nullable Integer ahead,
    @Nullable Instant until,
    String text) {

  /** The lower-case name is the public word. */
  public enum Kind {
    /** Others go first. */
    AHEAD,
    /** All slots are in use. */
    SLOTS,
    PROJECT_LIMIT,
    BREAKER_OPEN,
    SERVICE_DOWN,
    /** Nothing offers the algorithm. */
    NO_SERVICE,
    RETRY_BUDGET,
    /** An attempt was lost; the next one waits for its time. */
    BACK_OFF,
    /** Something that this program does not know; the text says it. */
    OTHER
  }

  /** Words only. */
  public static WaitReason other(String text) {
    return new WaitReason(Kind.OTHER, null, null, null, text);
  }

  /** A sentence for people, without the time. */
  public String sentence() {
    String who = service == null ? "the ML service" : "the service " + service;
    return switch (kind) {
      case AHEAD ->
          ahead == null || ahead < 1 ? "Others are ahead of it." : ahead + " ahead of it.";
      case SLOTS -> capital(who) + " is busy: all its slots are in use.";
      case PROJECT_LIMIT -> "The project already has as many running runs as its limit allows.";
      case BREAKER_OPEN -> capital(who) + " is paused because too many calls failed.";
      case SERVICE_DOWN -> capital(who) + " does not answer.";
      case NO_SERVICE -> "No ML service offers this algorithm now.";
      case RETRY_BUDGET -> capital(who) + " has failed so often that retries are held back.";
      case BACK_OFF ->
          text.isEmpty()
              ? "The last attempt was lost; the next one starts soon."
              : "The last attempt was lost (" + text + "); the next one starts soon.";
      case OTHER -> text.isEmpty() ? "It waits." : text;
    };
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
