package signalbox.application.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.ParameterSchemas;
import signalbox.domain.error.Fault;
import signalbox.domain.service.Algorithm;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.TrialParameters;

/**
 * Holds ranges against the schema of an algorithm: the bounds of each, and every choice, are tried
 * as parameters. What the schema refuses is named at the range, not at the value that was tried.
 */
final class SearchedParameters {
  private static final String PREFIX = "parameters.";

  private final ParameterSchemas schemas;

  SearchedParameters(ParameterSchemas schemas) {
    this.schemas = schemas;
  }

  /**
   * Parameters that are in order.
   *
   * @param fixed those that are not searched, defaults filled in
   * @param sample all parameters of a possible trial
   */
  record Checked(Map<String, Object> fixed, Map<String, Object> sample) {}

  /** A value of a range that the schema refused. */
  private record Refusal(int sample, String detail) {}

  /**
   * @param given by people; of a searched parameter they are not used
   * @param faults gets every fault
   */
  Checked check(
      Algorithm algorithm,
      Map<String, Object> given,
      Map<String, SearchRange> search,
      List<Fault> faults) {
    String schema = algorithm.parametersSchema();
    ParameterSchemas.Checked alone =
        schemas.check(schema, TrialParameters.without(given, search.keySet()));
    for (Fault fault : alone.faults()) {
      // What is missing there is searched.
      if (search.keySet().stream().noneMatch(name -> concerns(fault, name))) {
        faults.add(fault);
      }
    }
    Map<String, Object> fixed = TrialParameters.without(alone.complete(), search.keySet());
    Map<String, List<Refusal>> refused = new LinkedHashMap<>();
    int most = search.values().stream().mapToInt(range -> range.samples().size()).max().orElse(0);
    for (int i = 0; i < most; i++) {
      Map<String, Object> trial = TrialParameters.of(fixed, sample(search, i));
      for (Fault fault : schemas.check(schema, trial).faults()) {
        note(refused, search, fault, i);
      }
    }
    refused.forEach((name, refusals) -> faults.addAll(named(name, search.get(name), refusals)));
    return new Checked(fixed, TrialParameters.of(fixed, sample(search, 0)));
  }

  /** The i-th sample of each range; of those that have fewer, the last. */
  private static Map<String, Object> sample(Map<String, SearchRange> search, int i) {
    Map<String, Object> values = new LinkedHashMap<>();
    search.forEach((name, range) -> {
      List<Object> samples = range.samples();
      values.put(name, samples.get(Math.min(i, samples.size() - 1)));
    });
    return values;
  }

  private static void note(
      Map<String, List<Refusal>> refused,
      Map<String, SearchRange> search,
      Fault fault,
      int sample) {
    search.forEach((name, range) -> {
      if (sample < range.samples().size() && concerns(fault, name)) {
        refused
            .computeIfAbsent(name, _ -> new ArrayList<>())
            .add(new Refusal(sample, fault.detail()));
      }
    });
  }

  /** True when the fault is at the parameter, within it, or at what it lies within. */
  private static boolean concerns(Fault fault, String name) {
    String field = String.valueOf(fault.field());
    String path = field.startsWith(PREFIX) ? field.substring(PREFIX.length()) : field;
    return path.equals(name)
        || path.startsWith(name + ".")
        || path.startsWith(name + "[")
        || name.startsWith(path + ".");
  }

  /** What is wrong with every value is wrong with the range. */
  private static List<Fault> named(
      String name, @Nullable SearchRange range, List<Refusal> refusals) {
    String field = "search." + name;
    String first = refusals.getFirst().detail();
    int tried = range == null ? 0 : range.samples().size();
    boolean same = refusals.stream().allMatch(refusal -> refusal.detail().equals(first));
    if (same && refusals.size() >= tried) {
      return List.of(Fault.inField(field, first));
    }
    return refusals.stream()
        .map(refusal -> Fault.inField(field + part(range, refusal.sample()), refusal.detail()))
        .distinct()
        .toList();
  }

  private static String part(@Nullable SearchRange range, int sample) {
    return switch (range) {
      case SearchRange.Choice _ -> ".choices[" + sample + "]";
      case SearchRange.Real _, SearchRange.Whole _ ->
          sample == 0 ? ".low" : sample == 1 ? ".high" : "";
      case null -> "";
    };
  }
}
