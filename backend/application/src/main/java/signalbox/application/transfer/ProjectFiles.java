package signalbox.application.transfer;

import java.nio.file.Path;

/**
 * Files of projects, as {@code docs/guides/transfer.md} defines them. Thread-safe; what it opens is
 * used by one thread.
 */
public interface ProjectFiles {
  /** Of the format that is written, and the only one that is read. */
  int VERSION = 1;

  /** What such a file is called at the end. */
  String SUFFIX = ".signalbox.tar";

  /** Begins a file; what is written stays on the local disk until it is told where to go. */
  ProjectFileWriter begin(ProjectFileHeader header);

  /**
   * Reads a file in bounded memory and holds every byte against its checksum. What the visitor
   * throws ends the reading and goes on to the caller.
   *
   * @throws signalbox.domain.error.SignalboxException {@code import.not_a_project_file}, {@code
   *     import.unknown_version}, {@code import.damaged}, {@code import.invalid}, {@code
   *     import.too_large}, each with the entry and the reason. What was visited before is not to be
   *     believed then
   */
  void read(Path file, ProjectFileVisitor visitor);
}
