package signalbox.application.service;

import java.util.List;
import signalbox.application.event.LiveBackends;

/**
 * How everything is, as one backend sees it.
 *
 * @param answering the backend that tells it
 * @param others backends that are alive besides, in the order of their names
 */
public record SystemOverview(
    SystemHealth health, LiveBackends.Heard answering, List<LiveBackends.Heard> others) {
  public SystemOverview {
    others = List.copyOf(others);
  }
}
