package signalbox.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a backup needs in the folder that it saves, for as long as it takes. One at a time. */
final class BackupWorkspace implements AutoCloseable {
  private final FileChannel lock;
  private final Path lists;
  private final HeldFiles objects;
  private final HeldFiles uploads;

  private BackupWorkspace(FileChannel lock, Path lists, HeldFiles objects, HeldFiles uploads) {
    this.lock = lock;
    this.lists = lists;
    this.objects = objects;
    this.uploads = uploads;
  }

  /** Takes it; refuses while another backup has it. */
  static BackupWorkspace of(DataFolder data) throws IOException {
    var lock =
        FileChannel.open(
            data.of("backup.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (DataFolder.tryLock(lock) == null) {
        throw new Refusal("Another backup of " + data.root() + " is being made.");
      }
      var lists = data.of("backup");
      Folders.delete(lists);
      Files.createDirectory(lists);
      return new BackupWorkspace(
          lock,
          lists,
          new HeldFiles(data.of(BackupPart.OBJECTS.place())),
          new HeldFiles(data.of(BackupPart.UPLOADS.place())));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Where the indexes are written before they are complete. */
  Path lists() {
    return lists;
  }

  HeldFiles objects() {
    return objects;
  }

  HeldFiles uploads() {
    return uploads;
  }

  /** Holds what is there now of both. */
  void hold() throws IOException {
    objects.hold();
    uploads.hold();
  }

  /** Of all that is held. */
  long bytes() {
    return objects.bytes() + uploads.bytes();
  }

  @Override
  public void close() throws IOException {
    try {
      objects.close();
      uploads.close();
      Folders.delete(lists);
    } finally {
      lock.close();
    }
  }
}
