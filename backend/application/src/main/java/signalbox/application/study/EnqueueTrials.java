package signalbox.application.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.domain.run.RunId;

/**
 * Names parameters that a study is to try before it proposes more. Needs the role editor.
 *
 * @param configurations each with a value of every searched parameter, by path
 */
public record EnqueueTrials(RunId study, List<Map<String, Object>> configurations) {
  public EnqueueTrials {
    configurations =
        configurations.stream()
            .map(one -> Collections.unmodifiableMap(new LinkedHashMap<>(one)))
            .toList();
  }
}
