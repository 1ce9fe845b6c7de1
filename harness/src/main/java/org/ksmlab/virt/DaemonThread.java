package org.ksmlab.virt;

/** Starts threads that may be inside native code for as long as they like: they do not keep the JVM alive. */
final class DaemonThread {
    private DaemonThread() {}

    static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
