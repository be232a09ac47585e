package signalbox.application.project;

import signalbox.application.shared.PageRequest;

/** Asks for the projects of the caller. */
public record ListProjects(PageRequest page) {}
