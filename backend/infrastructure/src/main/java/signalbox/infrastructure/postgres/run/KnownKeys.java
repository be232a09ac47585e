package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.METRIC_KEY;
import static signalbox.schema.metadata.Tables.PARAMETER_KEY;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.LastUsed;

/**
 * The numbers of metrics and parameters that were looked up before. A number that was once
 * committed stays with its name until the project goes, and is never given again. Thread-safe; not
 * for a transaction that gives out numbers itself, which may be rolled back.
 */
final class KnownKeys {
  private static final int METRICS = 50_000;
  private static final int PARAMETERS = 10_000;

  private final LastUsed<Key, Integer> metrics = new LastUsed<>(METRICS);
  private final LastUsed<Key, Integer> parameters = new LastUsed<>(PARAMETERS);

  private record Key(UUID project, String name) {}

  /** Null when nobody has looked it up lately. */
  @Nullable Integer metric(UUID project, String name) {
    return metrics.get(new Key(project, name));
  }

  /** By name; what no run of the project has logged is absent. */
  Map<String, Integer> metrics(DSLContext sql, UUID project, Collection<String> names) {
    return find(
        metrics,
        project,
        names,
        unknown ->
            sql.select(METRIC_KEY.KEY, METRIC_KEY.ID)
                .from(METRIC_KEY)
                .where(METRIC_KEY.PROJECT_ID.eq(project))
                .and(METRIC_KEY.KEY.eq(DSL.any(unknown.toArray(String[]::new))))
                .fetchMap(METRIC_KEY.KEY, METRIC_KEY.ID));
  }

  /** By path; what no run of the project has is absent. */
  Map<String, Integer> parameters(DSLContext sql, UUID project, Collection<String> paths) {
    return find(
        parameters,
        project,
        paths,
        unknown ->
            sql.select(PARAMETER_KEY.KEY, PARAMETER_KEY.ID)
                .from(PARAMETER_KEY)
                .where(PARAMETER_KEY.PROJECT_ID.eq(project))
                .and(PARAMETER_KEY.KEY.eq(DSL.any(unknown.toArray(String[]::new))))
                .fetchMap(PARAMETER_KEY.KEY, PARAMETER_KEY.ID));
  }

  private static Map<String, Integer> find(
      LastUsed<Key, Integer> known,
      UUID project,
      Collection<String> names,
      Function<List<String>, Map<String, Integer>> read) {
    Map<String, Integer> found = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      Integer number = known.get(new Key(project, name));
      if (number == null) {
        unknown.add(name);
      } else {
        found.put(name, number);
      }
    }
    if (!unknown.isEmpty()) {
      read.apply(unknown)
          .forEach((name, number) -> {
            found.put(name, number);
            known.put(new Key(project, name), number);
          });
    }
    return found;
  }

  /** Looks everything up again: a project has gone. */
  void forget() {
    metrics.clear();
    parameters.clear();
  }
}
