package signalbox.standalone;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import signalbox.embedded.EmbeddedKafka;

/**
 * Through which port a part reaches a server, when not directly. Whoever starts the instance
 * listens there and forwards, and can so cut the one connection and no other.
 *
 * <p>Written {@code backend-postgres=4001,backend-s3=4002,backend-kafka=4003:5003}. For Kafka the
 * second number is a port on which it listens for those who come by the detour, since it tells its
 * clients where to go on.
 */
final class Detours {
  static final String SETTING = "SIGNALBOX_DETOURS";

  private record Detour(int through, @Nullable Integer listen) {}

  private final Map<String, Detour> detours = new TreeMap<>();

  private Detours() {}

  static Detours of(Map<String, String> environment) {
    var all = new Detours();
    var text = environment.getOrDefault(SETTING, "");
    for (var word : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
      try {
        var sides = word.strip().split("=", 2);
        var numbers = sides[1].split(":", 2);
        all.detours.put(
            sides[0],
            new Detour(
                Integer.parseInt(numbers[0]),
                numbers.length == 2 ? Integer.valueOf(numbers[1]) : null));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new Refusal(SETTING + " has «" + word + "», which is not PART-SERVER=PORT[:PORT].");
      }
    }
    return all;
  }

  /** The port by which {@code part} reaches {@code server}. */
  int port(String part, String server, int direct) {
    var detour = detours.get(part + "-" + server);
    return detour == null ? direct : detour.through();
  }

  /** Where Kafka listens for those who come by a detour. */
  List<EmbeddedKafka.Listener> kafkaListeners() {
    return detours.values().stream()
        .filter(detour -> detour.listen() != null)
        .map(detour -> listener(detour))
        .toList();
  }

  private static EmbeddedKafka.Listener listener(Detour detour) {
    var port = detour.listen();
    return new EmbeddedKafka.Listener(port == null ? detour.through() : port, detour.through());
  }
}
