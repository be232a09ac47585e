package signalbox.application.run;

/**
 * A saved view, as somebody sees it.
 *
 * @param ownerName of who made it
 */
public record SavedViewView(SavedView view, String ownerName) {}
