package signalbox.application.project;

/** Makes a project; the caller becomes its admin. */
public record CreateProject(String name, String description) {}
