package signalbox.infrastructure.file.dataset;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import signalbox.application.dataset.UploadSpool;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.error.Fault;

/**
 * Reads MPS files, packed by gzip or not. A file does not say in which layout it is: it is read in
 * the free one first, and if that fails in the fixed one, in which names may hold blanks. What
 * neither reads is told as the layout saw it that came further.
 */
final class MpsFile {
  /** Who packs a file as small as can be must not keep a processor for hours. */
  static final long MAX_UNPACKED = 4 * UploadSpool.MAX_BYTES;

  private static final int BUFFER = 64 * 1024;
  private static final int MAGIC_BYTES = 2;

  private MpsFile() {}

  static InstanceModel read(Path file, Consumer<Fault> faults) throws IOException {
    return read(file, faults, KnownNames.MOST);
  }

  /**
   * @param most how many rows, and how many columns, are remembered
   */
  static InstanceModel read(Path file, Consumer<Fault> faults, int most) throws IOException {
    MpsModel free = read(file, new MpsModel(false, most));
    if (free.faults().isEmpty()) {
      return free.model();
    }
    MpsModel fixed = read(file, new MpsModel(true, most));
    if (fixed.faults().isEmpty()) {
      return fixed.model();
    }
    MpsModel told = fixed.firstFault() > free.firstFault() ? fixed : free;
    told.faults().forEach(faults);
    return told.model();
  }

  private static MpsModel read(Path file, MpsModel model) throws IOException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        InputStream in = unpacked(bytes)) {
      ByteLines lines = new ByteLines(in);
      while (!model.ended() && lines.next()) {
        if (lines.tooLong()) {
          model.refuse(lines.number(), "The line has more than 64 KiB");
          return model;
        }
        if (lines.bytes() > MAX_UNPACKED) {
          model.refuse(lines.number(), "The file has more than 20 GiB when it is unpacked");
          return model;
        }
        model.take(lines.number(), lines.text());
      }
      model.finish();
    } catch (ZipException | EOFException _) {
      model.fault("", "The gzip data are damaged or were cut off");
    }
    return model;
  }

  private static InputStream unpacked(InputStream bytes) throws IOException {
    bytes.mark(MAGIC_BYTES);
    byte[] magic = bytes.readNBytes(MAGIC_BYTES);
    bytes.reset();
    boolean packed = magic.length == MAGIC_BYTES && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    return packed ? new GZIPInputStream(bytes, BUFFER) : bytes;
  }
}
