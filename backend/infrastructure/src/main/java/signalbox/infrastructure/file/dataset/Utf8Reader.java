package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Decodes UTF-8 strictly: says in which line, and which byte of it, something else stands. Leaves a
 * byte order mark out and refuses zero bytes, which no text has.
 */
final class Utf8Reader extends Reader {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private long line = 1;
  private long byteOfLine = 1;
  private boolean atStart = true;
  private boolean ended;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    CharBuffer chars = CharBuffer.wrap(target, offset, length);
    int start = chars.position();
    while (true) {
      int before = bytes.position();
      CoderResult result = decoder.decode(bytes, chars, ended);
      pass(before, bytes.position());
      if (result.isError()) {
        throw SignalboxException.of(ErrorCode.DATASET_ENCODING)
            .safe("line", line)
            .safe("byte", byteOfLine);
      }
      int count = chars.position() - start;
      if (count > 0) {
        return withoutMark(target, offset, count, length);
      }
      if (ended) {
        return -1;
      }
      if (result.isOverflow()) {
        throw new IOException("A buffer of one char cannot take a surrogate pair");
      }
      fill();
    }
  }

  private int withoutMark(char[] target, int offset, int count, int length) throws IOException {
    if (!atStart) {
      return count;
    }
    atStart = false;
    if (target[offset] != '\uFEFF') {
      return count;
    }
    if (count == 1) {
      return read(target, offset, length);
    }
    System.arraycopy(target, offset + 1, target, offset, count - 1);
    return count - 1;
  }

  private void fill() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (count < 0) {
      ended = true;
    } else {
      bytes.position(bytes.position() + count);
    }
    bytes.flip();
  }

  private void pass(int from, int to) {
    byte[] array = bytes.array();
    for (int i = from; i < to; i++) {
      if (array[i] == '\n') {
        line++;
        byteOfLine = 1;
      } else if (array[i] == 0) {
        throw SignalboxException.of(ErrorCode.DATASET_NOT_A_TABLE)
            .safe("reason", "it holds binary data (a zero byte in line " + line + ")");
      } else {
        byteOfLine++;
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
