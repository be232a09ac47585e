package signalbox.application.run;

/**
 * What is written on a run, as a viewer reads it.
 *
 * @param writerName of who wrote last
 */
public record NotesView(Notes notes, String writerName) {}
