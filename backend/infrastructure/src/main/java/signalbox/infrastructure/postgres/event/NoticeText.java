package signalbox.infrastructure.postgres.event;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jooq.JSONB;
import signalbox.application.event.BackendFacts;
import signalbox.application.event.BackendId;
import signalbox.application.event.Notice;
import signalbox.application.event.Topic;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.JsonColumns;

/**
 * Notices as texts that PostgreSQL carries: a line with the version and the sender, then a line for
 * each notice, a letter and what it needs. What is not understood is passed over: an older backend
 * may hear a newer one.
 */
final class NoticeText {
  /** PostgreSQL carries less than 8000 bytes at once. */
  static final int MOST_BYTES = 7_900;

  private static final String VERSION = "1";
  private static final UserId NOBODY = new UserId(new UUID(0, 0));

  private NoticeText() {}

  /** As few texts as hold all notices. */
  static List<String> write(BackendId sender, List<Notice> notices) {
    String head = VERSION + " " + sender;
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder(head);
    int bytes = head.length();
    for (Notice notice : notices) {
      String line = "\n" + line(notice);
      int more = line.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + more > MOST_BYTES && bytes > head.length()) {
        texts.add(text.toString());
        text = new StringBuilder(head);
        bytes = head.length();
      }
      text.append(line);
      bytes += more;
    }
    if (bytes > head.length()) {
      texts.add(text.toString());
    }
    return texts;
  }

  private static String line(Notice notice) {
    return switch (notice) {
      case Notice.Changed(Topic.MyNotifications(UserId user)) -> "u " + user;
      case Notice.Changed(Topic topic) -> "t " + topic;
      case Notice.MuchChanged() -> "m";
      case Notice.WorkWaits(Notice.Work work) -> "w " + work.name().toLowerCase(Locale.ROOT);
      case Notice.PredictionStored(UUID prediction) -> "p " + prediction;
      case Notice.SignInTried(String who, int count) -> "s " + who + " " + count;
      case Notice.SignInSucceeded(String who) -> "i " + who;
      case Notice.Alive(BackendFacts facts) -> "a " + JsonColumns.write(facts).data();
      case Notice.Leaving() -> "l";
    };
  }

  /** Hands over what a text holds and who sent it, in order. */
  static void read(String text, BiConsumer<BackendId, Notice> sink) {
    String[] lines = text.split("\n", -1);
    String[] head = lines[0].split(" ", -1);
    if (head.length != 2 || !head[0].equals(VERSION)) {
      return;
    }
    Optional<UUID> sender = uuid(head[1]);
    if (sender.isEmpty()) {
      return;
    }
    BackendId backend = new BackendId(sender.get());
    for (int i = 1; i < lines.length; i++) {
      notice(lines[i]).ifPresent(notice -> sink.accept(backend, notice));
    }
  }

  private static Optional<Notice> notice(String line) {
    String rest = line.length() > 2 ? line.substring(2) : "";
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case 'u' ->
          uuid(rest).map(user -> new Notice.Changed(new Topic.MyNotifications(new UserId(user))));
      case 't' -> Topic.parse(rest, NOBODY).map(Notice.Changed::new);
      case 'm' -> Optional.of(new Notice.MuchChanged());
      case 'w' -> work(rest);
      case 'p' -> uuid(rest).map(Notice.PredictionStored::new);
      case 's' -> tried(rest.split(" ", -1));
      case 'i' -> Optional.of(new Notice.SignInSucceeded(rest));
      case 'a' -> alive(rest);
      case 'l' -> Optional.of(new Notice.Leaving());
      default -> Optional.empty();
    };
  }

  private static Optional<Notice> work(String word) {
    try {
      return Optional.of(new Notice.WorkWaits(Notice.Work.valueOf(word.toUpperCase(Locale.ROOT))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<Notice> tried(String[] words) {
    try {
      return words.length == 2
          ? Optional.of(new Notice.SignInTried(words[0], Integer.parseInt(words[1])))
          : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Optional<Notice> alive(String json) {
    try {
      return Optional.of(new Notice.Alive(JsonColumns.read(JSONB.jsonb(json), BackendFacts.class)));
    } catch (UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
