package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Decodes text. Where the bytes mean nothing in the encoding it gives {@link #UNREADABLE}, so that
 * who reads can tell the place. Leaves a byte order mark out and refuses zero characters, which no
 * text has.
 */
final class TextReader extends Reader {
  /** Not a character, and in no text: it stands for bytes that cannot be decoded. */
  static final char UNREADABLE = '\uFFFF';

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private long line = 1;
  private boolean atStart = true;
  private boolean ended;
  private boolean unreadable;

  TextReader(InputStream in, Charset charset) {
    this.in = in;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Something that was read so far could not be decoded. */
  boolean sawUnreadable() {
    return unreadable;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    CharBuffer chars = CharBuffer.wrap(target, offset, length);
    int start = chars.position();
    while (true) {
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (result.isError() && chars.hasRemaining()) {
        bytes.position(bytes.position() + result.length());
        chars.put(UNREADABLE);
        unreadable = true;
      }
      int count = chars.position() - start;
      if (count > 0) {
        check(target, offset, count);
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

  private void check(char[] target, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (target[i] == '\n') {
        line++;
      } else if (target[i] == 0) {
        throw SignalboxException.of(ErrorCode.DATASET_NOT_A_TABLE)
            .safe("reason", "it holds binary data (a zero byte in line " + line + ")");
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
