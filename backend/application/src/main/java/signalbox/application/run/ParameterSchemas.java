package signalbox.application.run;

import java.util.List;
import java.util.Map;
import signalbox.domain.error.Fault;

/** Checks parameters against the JSON Schema of an algorithm. Thread-safe. */
public interface ParameterSchemas {
  /**
   * Parameters that the schema does not know are faults.
   *
   * @param schema JSON Schema (draft 2020-12) of an object, as JSON text
   * @param parameters plain JSON values
   */
  Checked check(String schema, Map<String, Object> parameters);

  /**
   * The outcome.
   *
   * @param complete the parameters with the schema's defaults filled in
   * @param faults each with the field {@code parameters.<name>}; empty when all is well
   */
  record Checked(Map<String, Object> complete, List<Fault> faults) {}
}
