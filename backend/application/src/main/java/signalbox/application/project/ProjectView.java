package signalbox.application.project;

import signalbox.domain.identity.Role;
import signalbox.domain.project.Project;

/**
 * A project as somebody sees it.
 *
 * @param role what he may do there
 */
public record ProjectView(Project project, Role role) {}
