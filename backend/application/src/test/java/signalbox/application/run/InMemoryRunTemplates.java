package signalbox.application.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;

/** Templates in memory. */
public final class InMemoryRunTemplates implements RunTemplates {
  private final List<RunTemplate> templates = new ArrayList<>();

  @Override
  public synchronized RunTemplate save(RunTemplate template) {
    for (int i = 0; i < templates.size(); i++) {
      RunTemplate known = templates.get(i);
      if (belongs(known, template.projectId(), template.owner())
          && known.name().equals(template.name())) {
        RunTemplate replaced =
            new RunTemplate(
                known.id(),
                known.projectId(),
                known.owner(),
                known.name(),
                template.kind(),
                template.run(),
                template.savedAt());
        templates.set(i, replaced);
        return replaced;
      }
    }
    templates.add(template);
    return template;
  }

  @Override
  public synchronized List<RunTemplate> list(ProjectId project, UserId owner) {
    return templates.stream()
        .filter(template -> belongs(template, project, owner))
        .sorted(Comparator.comparing(RunTemplate::name))
        .toList();
  }

  @Override
  public synchronized boolean delete(ProjectId project, UserId owner, RunTemplateId id) {
    return templates.removeIf(
        template -> template.id().equals(id) && belongs(template, project, owner));
  }

  private static boolean belongs(RunTemplate template, ProjectId project, UserId owner) {
    return template.projectId().equals(project) && template.owner().equals(owner);
  }
}
