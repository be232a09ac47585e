package signalbox.application.run;

import java.time.Instant;
import java.util.UUID;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * A table of runs that somebody wants to find again.
 *
 * @param team true when everybody of the project sees it; else its owner alone does
 * @param state a JSON object of the web application's own; nobody else reads it
 * @param standard true when the table opens with it: one for the team, one for each person
 */
public record SavedView(
    UUID id,
    ProjectId project,
    UserId owner,
    boolean team,
    String name,
    String state,
    boolean standard,
    Instant createdAt,
    Instant updatedAt) {}
