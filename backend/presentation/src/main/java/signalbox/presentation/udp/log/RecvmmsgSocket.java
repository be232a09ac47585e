package signalbox.presentation.udp.log;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A socket of Linux that takes up to 64 datagrams with one system call. Speaks to the C library
 * that the JVM runs on; there is no library of our own. The layouts are those of 64-bit Linux.
 */
final class RecvmmsgSocket implements DatagramSocketPort {
  private static final int AT_ONCE = 64;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int MSG_WAITFORONE = 0x10000;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int TIMEOUT_MICROS = 100_000;
  private static final int SOCKADDR_BYTES = 28;

  /** A {@code mmsghdr}: a {@code msghdr} of 56 bytes, the length received, padding. */
  private static final int HEADER_BYTES = 64;

  private static final int HEADER_NAME = 0;
  private static final int HEADER_NAME_LENGTH = 8;
  private static final int HEADER_IOV = 16;
  private static final int HEADER_IOV_LENGTH = 24;
  private static final int HEADER_RECEIVED = 56;
  private static final int IOVEC_BYTES = 16;

  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MethodHandle recvmmsg =
      function(
          "recvmmsg",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private final MethodHandle close = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment headers = arena.allocate((long) AT_ONCE * HEADER_BYTES, 8);
  private final MemorySegment names = arena.allocate((long) AT_ONCE * SOCKADDR_BYTES, 4);
  private final MemorySegment buffers = arena.allocate((long) AT_ONCE * MOST_BYTES, 8);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final int descriptor;
  private final InetSocketAddress address;
  private final int receiveBuffer;
  private final ReentrantLock inUse = new ReentrantLock();

  /** True where this can work. */
  static boolean isSupported() {
    String architecture = System.getProperty("os.arch", "");
    return System.getProperty("os.name", "").equals("Linux")
        && (architecture.equals("amd64") || architecture.equals("aarch64"))
        && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        && LINKER.defaultLookup().find("recvmmsg").isPresent();
  }

  RecvmmsgSocket(InetSocketAddress wanted, int wantedBuffer) throws IOException {
    boolean six = wanted.getAddress() instanceof Inet6Address;
    int opened = -1;
    try {
      opened =
          call(
              "socket",
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
              six ? AF_INET6 : AF_INET,
              SOCK_DGRAM | SOCK_CLOEXEC,
              0);
      // Only root may go beyond the system's limit.
      if (!option(opened, SO_RCVBUFFORCE, wantedBuffer)) {
        option(opened, SO_RCVBUF, wantedBuffer);
      }
      receiveBuffer = readBuffer(opened);
      MemorySegment timeout = arena.allocate(16, 8);
      timeout.set(JAVA_LONG, 0, 0);
      timeout.set(JAVA_LONG, 8, TIMEOUT_MICROS);
      setOption(opened, SO_RCVTIMEO, timeout);
      MemorySegment name = socketAddress(wanted, six);
      call(
          "bind",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
          opened,
          name,
          (int) name.byteSize());
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) name.byteSize());
      call(
          "getsockname",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
          opened,
          name,
          length);
      address = new InetSocketAddress(wanted.getAddress(), Short.toUnsignedInt(name.get(PORT, 2)));
    } catch (IOException | RuntimeException e) {
      if (opened >= 0) {
        closeDescriptor(opened);
      }
      arena.close();
      throw e;
    }
    descriptor = opened;
    MemorySegment vectors = arena.allocate((long) AT_ONCE * IOVEC_BYTES, 8);
    for (int i = 0; i < AT_ONCE; i++) {
      MemorySegment vector = vectors.asSlice((long) i * IOVEC_BYTES, IOVEC_BYTES);
      vector.set(ADDRESS, 0, buffers.asSlice((long) i * MOST_BYTES, MOST_BYTES));
      vector.set(JAVA_LONG, 8, MOST_BYTES);
      MemorySegment header = headers.asSlice((long) i * HEADER_BYTES, HEADER_BYTES);
      header.set(ADDRESS, HEADER_NAME, names.asSlice((long) i * SOCKADDR_BYTES, SOCKADDR_BYTES));
      header.set(ADDRESS, HEADER_IOV, vector);
      header.set(JAVA_LONG, HEADER_IOV_LENGTH, 1);
    }
  }

  @Override
  public @Nullable Datagrams receive() throws IOException {
    inUse.lock();
    try {
      if (closed.get()) {
        throw new IOException("The socket is closed");
      }
      for (int i = 0; i < AT_ONCE; i++) {
        headers.set(JAVA_INT, (long) i * HEADER_BYTES + HEADER_NAME_LENGTH, SOCKADDR_BYTES);
      }
      int count;
      try {
        count =
            (int)
                recvmmsg.invokeExact(
                    state, descriptor, headers, AT_ONCE, MSG_WAITFORONE, MemorySegment.NULL);
      } catch (Throwable e) {
        throw new IllegalStateException("recvmmsg cannot be called", e);
      }
      if (count < 0) {
        int error = (int) ERRNO.get(state, 0L);
        if (error == EAGAIN || error == EINTR) {
          return null;
        }
        throw new IOException("recvmmsg failed with error " + error);
      }
      return count == 0 ? null : copy(count);
    } finally {
      inUse.unlock();
    }
  }

  private Datagrams copy(int count) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      size += headers.get(JAVA_INT, (long) i * HEADER_BYTES + HEADER_RECEIVED);
    }
    Datagrams datagrams = new Datagrams(count, size);
    for (int i = 0; i < count; i++) {
      int length = headers.get(JAVA_INT, (long) i * HEADER_BYTES + HEADER_RECEIVED);
      MemorySegment.copy(
          buffers, JAVA_BYTE, (long) i * MOST_BYTES, datagrams.bytes(), datagrams.end(), length);
      long name = (long) i * SOCKADDR_BYTES;
      boolean six = names.get(ValueLayout.JAVA_SHORT, name) == AF_INET6;
      byte[] sender = names.asSlice(name + (six ? 8 : 4), six ? 16 : 4).toArray(JAVA_BYTE);
      datagrams.added(length, sender, Short.toUnsignedInt(names.get(PORT, name + 2)));
    }
    return datagrams;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public int receiveBuffer() {
    return receiveBuffer;
  }

  /** Waits until the receiving thread has left the system call: that takes a tenth of a second. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      inUse.lock();
      try {
        closeDescriptor(descriptor);
        arena.close();
      } finally {
        inUse.unlock();
      }
    }
  }

  private void closeDescriptor(int number) {
    try {
      int ignored = (int) close.invokeExact(state, number);
    } catch (Throwable e) {
      throw new IllegalStateException("close cannot be called", e);
    }
  }

  private MemorySegment socketAddress(InetSocketAddress wanted, boolean six) {
    InetAddress host = wanted.getAddress();
    MemorySegment name = arena.allocate(six ? SOCKADDR_BYTES : 16, 4);
    name.set(ValueLayout.JAVA_SHORT, 0, (short) (six ? AF_INET6 : AF_INET));
    name.set(PORT, 2, (short) wanted.getPort());
    MemorySegment.copy(
        host.getAddress(), 0, name, JAVA_BYTE, six ? 8 : 4, host.getAddress().length);
    return name;
  }

  private boolean option(int number, int option, int value) {
    try {
      setOption(number, option, arena.allocateFrom(JAVA_INT, value));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void setOption(int number, int option, MemorySegment value) throws IOException {
    call(
        "setsockopt",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
        number,
        SOL_SOCKET,
        option,
        value,
        (int) value.byteSize());
  }

  private int readBuffer(int number) throws IOException {
    MemorySegment value = arena.allocate(JAVA_INT);
    MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
    call(
        "getsockopt",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
        number,
        SOL_SOCKET,
        SO_RCVBUF,
        value,
        length);
    return value.get(JAVA_INT, 0);
  }

  /** Calls a function that answers -1 when it fails. */
  private int call(String name, FunctionDescriptor descriptorOf, Object... arguments)
      throws IOException {
    Object[] all = new Object[arguments.length + 1];
    all[0] = state;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int result;
    try {
      result = (int) function(name, descriptorOf).invokeWithArguments(all);
    } catch (Throwable e) {
      throw new IllegalStateException(name + " cannot be called", e);
    }
    if (result < 0) {
      throw new IOException(name + " failed with error " + (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  @SuppressWarnings("restricted") // This class is the one place that calls the C library.
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }
}
