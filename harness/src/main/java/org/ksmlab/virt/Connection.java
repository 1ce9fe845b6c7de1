package org.ksmlab.virt;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.ksmlab.command.HostUnreachableException;
import org.ksmlab.waiting.Deadline;
import org.ksmlab.waiting.InterruptedWaitException;
import org.ksmlab.waiting.WaitTimedOutException;
import org.libvirt.Connect;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.event.ConnectionCloseListener;
import org.libvirt.event.LifecycleListener;

/**
 * One connection to libvirt, for several threads. Every call has a deadline; one that is past it is left behind on its thread, and the
 * connection is then not freed under it, which would crash the JVM.
 */
final class Connection implements AutoCloseable {
    /**
     * With {@link #KEEPALIVE_COUNT}, a host that stopped answering is noticed in 30 s: (count + 1) intervals. One that is alive but in the
     * midst of a walk may be silent for most of that.
     */
    private static final int KEEPALIVE_INTERVAL_S = 5;

    private static final int KEEPALIVE_COUNT = 5;

    /** Closing tells the other side, which may not answer. */
    private static final Duration CLOSE_TIME = Duration.ofSeconds(5);

    private final LibvirtUri uri;
    private final Connect connect;
    private final LifecycleListener lifecycle;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Calls share it; freeing the connection takes it alone and for ever. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private Connection(LibvirtUri uri, Connect connect, LifecycleListener lifecycle) {
        this.uri = uri;
        this.connect = connect;
        this.lifecycle = lifecycle;
    }

    /** A call into libvirt. */
    @FunctionalInterface
    interface Call<T> {
        T on(Connect connect) throws LibvirtException;
    }

    /**
     * Connects. The listeners are called on the thread of the event loop.
     *
     * @throws HostUnreachableException if libvirt cannot
     * @throws WaitTimedOutException if it does not within the deadline; a connection that comes later is closed
     */
    static Connection open(
            LibvirtUri uri, LifecycleListener lifecycle, ConnectionCloseListener onClosed, Deadline deadline) {
        return NativeCall.run(
                "the connection to " + uri,
                deadline,
                () -> {
                    try {
                        return openNow(uri, lifecycle, onClosed);
                    } catch (LibvirtException e) {
                        throw new HostUnreachableException(uri.toString(), e);
                    }
                },
                Connection::close);
    }

    private static Connection openNow(LibvirtUri uri, LifecycleListener lifecycle, ConnectionCloseListener onClosed)
            throws LibvirtException {
        LibvirtClient.start();
        Connection opened = new Connection(uri, new Connect(uri.text()), lifecycle);
        try {
            keepAlive(opened.connect);
            opened.connect.registerCloseListener(onClosed);
            opened.connect.addLifecycleListener(lifecycle);
        } catch (LibvirtException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private static void keepAlive(Connect connect) throws LibvirtException {
        try {
            connect.setKeepAlive(KEEPALIVE_INTERVAL_S, KEEPALIVE_COUNT);
        } catch (LibvirtException e) {
            // A driver inside this process has nobody to keep alive.
            if (e.getError().getCode() != ErrorNumber.VIR_ERR_NO_SUPPORT) {
                throw e;
            }
        }
    }

    /**
     * Makes a call and waits for it.
     *
     * @param what reads well after "waited for"
     * @throws HypervisorException if libvirt refuses
     * @throws HostUnreachableException if the connection is broken
     * @throws WaitTimedOutException if it has not returned by the deadline; it goes on
     * @throws IllegalStateException if this is closed
     */
    <T> T call(String what, Deadline deadline, Call<T> call) {
        return call(what, deadline, call, late -> {});
    }

    /** @param undo what to do with a result that comes too late */
    <T> T call(String what, Deadline deadline, Call<T> call, Consumer<T> undo) {
        return NativeCall.run(what + " on " + uri, deadline, () -> callNow(what, call), undo);
    }

    /** Makes a call on this thread and for as long as it takes. */
    <T> T callNow(String what, Call<T> call) {
        if (!inUse.readLock().tryLock()) {
            throw closedAlready();
        }
        try {
            if (closed.get()) {
                throw closedAlready();
            }
            return call.on(connect);
        } catch (LibvirtException e) {
            throw isAlive()
                    ? new HypervisorException(uri.toString(), what, e)
                    : new HostUnreachableException(uri.toString(), e);
        } finally {
            inUse.readLock().unlock();
        }
    }

    private boolean isAlive() {
        try {
            return connect.isAlive();
        } catch (LibvirtException e) {
            return false;
        }
    }

    private IllegalStateException closedAlready() {
        return new IllegalStateException("the connection to " + uri + " is closed");
    }

    /** Frees the connection, as soon as no call is left that uses it. Does nothing the second time; never hangs. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            NativeCall.run(
                    "the end of the connection to " + uri,
                    Deadline.in(CLOSE_TIME),
                    () -> {
                        inUse.writeLock().lock(); // and never unlocked
                        free();
                        return true;
                    },
                    late -> {});
        } catch (WaitTimedOutException | InterruptedWaitException e) {
            // Its thread goes on and frees the connection when it can. The flag of an interrupt is set again.
        }
    }

    private void free() {
        // Listeners hold references to the connection: with them, close() would leave it open.
        ignoringErrors(() -> connect.removeLifecycleListener(lifecycle));
        ignoringErrors(connect::unregisterCloseListener);
        ignoringErrors(connect::close);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws LibvirtException;
    }

    /** On a broken connection every step of the farewell fails, and there is nothing left to save. */
    private static void ignoringErrors(Step step) {
        try {
            step.run();
        } catch (LibvirtException e) {
            // See above.
        }
    }
}
