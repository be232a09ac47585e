package signalbox.application.storage;

import java.util.List;
import java.util.stream.Collectors;
import signalbox.application.service.HealthProbe;
import signalbox.application.service.PartHealth;

/** Whether the chores are done: what fails again and again lets the stores grow. */
public final class ChoresProbe implements HealthProbe {
  /** Once or twice may be a restart of a server. */
  static final int TOO_OFTEN = 3;

  private final ChoreRepository chores;

  public ChoresProbe(ChoreRepository chores) {
    this.chores = chores;
  }

  @Override
  public String part() {
    return "chores";
  }

  @Override
  public PartHealth look() {
    List<Chore> failing =
        chores.list().stream().filter(chore -> chore.failures() >= TOO_OFTEN).toList();
    if (failing.isEmpty()) {
      return new PartHealth(part(), PartHealth.State.UP, null);
    }
    return new PartHealth(
        part(),
        PartHealth.State.DEGRADED,
        failing.stream()
                .map(chore ->
                    chore.name().word().replace('_', ' ')
                        + " has failed "
                        + chore.failures()
                        + " times in a row ("
                        + chore.problem()
                        + ")")
                .collect(Collectors.joining("; "))
            + ". What it should remove stays.");
  }
}
