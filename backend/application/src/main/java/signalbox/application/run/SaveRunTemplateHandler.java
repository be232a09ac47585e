package signalbox.application.run;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;

/** Carries out {@link SaveRunTemplate}. */
public final class SaveRunTemplateHandler implements Handler<SaveRunTemplate, RunTemplate> {
  static final int MAX_TEMPLATES = 100;
  static final int MAX_NAME = 100;
  static final int MAX_KEYS = 50;

  private final AccessPolicy access;
  private final RunTemplates templates;
  private final IdGenerator ids;
  private final InstantSource clock;

  public SaveRunTemplateHandler(
      AccessPolicy access, RunTemplates templates, IdGenerator ids, InstantSource clock) {
    this.access = access;
    this.templates = templates;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public RunTemplate handle(Principal caller, SaveRunTemplate command) {
    access.requireRole(caller, command.project(), Role.EDITOR);
    String name = command.name().strip();
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw SignalboxException.invalid("name", "must have from 1 to " + MAX_NAME + " characters");
    }
    if (command.kind() == RunKind.TRIAL) {
      throw SignalboxException.invalid("kind", "must be one of training, prediction, solve, study");
    }
    if (command.run().size() > MAX_KEYS) {
      throw SignalboxException.invalid("run", "has more than " + MAX_KEYS + " keys");
    }
    List<RunTemplate> own = templates.list(command.project(), caller.userId());
    boolean replaces = own.stream().anyMatch(template -> template.name().equals(name));
    if (!replaces && own.size() >= MAX_TEMPLATES) {
      throw SignalboxException.invalid(
          "name", "comes too late: there are " + MAX_TEMPLATES + " templates");
    }
    return templates.save(
        new RunTemplate(
            new RunTemplateId(ids.next()),
            command.project(),
            caller.userId(),
            name,
            command.kind(),
            command.run(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS)));
  }
}
