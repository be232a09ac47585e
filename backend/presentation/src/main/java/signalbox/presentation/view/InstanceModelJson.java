package signalbox.presentation.view;

import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.InstanceModel;

/** What is known of an instance. */
public record InstanceModelJson(
    @Nullable String name,
    @Nullable String sense,
    VariablesJson variables,
    @Nullable Long constraints,
    @Nullable Long nonzeros) {

  /** How many there are of each type. */
  public record VariablesJson(
      @Nullable Long continuous, @Nullable Long integer, @Nullable Long binary) {}

  public static InstanceModelJson of(InstanceModel model) {
    InstanceModel.Sense sense = model.sense();
    InstanceModel.Variables variables = model.variables();
    return new InstanceModelJson(
        model.name(),
        sense == null ? null : Words.of(sense),
        new VariablesJson(variables.continuous(), variables.integer(), variables.binary()),
        model.constraints(),
        model.nonzeros());
  }
}
