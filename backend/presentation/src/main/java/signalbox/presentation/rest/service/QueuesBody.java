package signalbox.presentation.rest.service;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.service.Queues;

/** What waits and what executes. */
record QueuesBody(List<ServiceBody> services, List<ProjectBody> projects) {
  static QueuesBody of(Queues queues) {
    return new QueuesBody(
        queues.services().stream()
            .map(queue ->
                new ServiceBody(
                    queue.service(),
                    queue.queued(),
                    queue.running(),
                    queue.slots(),
                    queue.slotsInUse(),
                    queue.waiting().entrySet().stream()
                        .map(entry -> new WaitingBody(entry.getKey(), entry.getValue()))
                        .toList(),
                    queue.oldestWait()))
            .toList(),
        queues.projects().stream()
            .map(project ->
                new ProjectBody(
                    project.id().value(),
                    project.name(),
                    project.queued(),
                    project.running(),
                    project.maxRunning(),
                    project.weight()))
            .toList());
  }

  record ServiceBody(
      @Nullable String service,
      long queued,
      long running,
      int slots,
      int slotsInUse,
      List<WaitingBody> waiting,
      @Nullable Instant oldestWaitSince) {}

  record WaitingBody(String kind, long runs) {}

  record ProjectBody(
      UUID projectId, String name, long queued, long running, int maxRunning, int weight) {}
}
