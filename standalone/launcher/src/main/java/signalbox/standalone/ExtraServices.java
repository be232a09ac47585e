package signalbox.standalone;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * ML services that somebody runs beside the three that come with Signalbox: {@code
 * SIGNALBOX_EXTRA_SERVICES=host:port,…}.
 */
final class ExtraServices {
  private static final String SETTING = "SIGNALBOX_EXTRA_SERVICES";
  private static final Pattern ADDRESS = Pattern.compile("[^:\\s]+:\\d{1,5}");

  private ExtraServices() {}

  /** Their addresses; refuses what is none. */
  static List<String> of(Map<String, String> environment) {
    var addresses =
        Arrays.stream(environment.getOrDefault(SETTING, "").split(",", -1))
            .map(String::strip)
            .filter(address -> !address.isEmpty())
            .distinct()
            .toList();
    for (var address : addresses) {
      if (!ADDRESS.matcher(address).matches()) {
        throw new Refusal(SETTING + " must be a list of host:port with commas, has " + address);
      }
    }
    return addresses;
  }
}
