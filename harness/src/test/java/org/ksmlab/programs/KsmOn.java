package org.ksmlab.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ksmlab.command.Shell;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;

/** This machine's KSM, running fast until it is closed, and then as it was. */
final class KsmOn implements AutoCloseable {
    private static final Path KSM = Path.of("/sys/kernel/mm/ksm");

    private final Shell shell;
    private final Map<String, String> before = new LinkedHashMap<>();

    KsmOn(Shell shell) throws IOException {
        this.shell = shell;
        if (!Files.isWritable(KSM.resolve("run"))) {
            throw new SkipException("needs KSM");
        }
        for (String tunable : new String[] {"run", "pages_to_scan", "sleep_millisecs"}) {
            before.put(tunable, Files.readString(KSM.resolve(tunable)).strip());
        }
        set("pages_to_scan", "20000");
        set("sleep_millisecs", "20");
        set("run", "1");
    }

    long maxPageSharing() throws IOException {
        return Long.parseLong(Files.readString(KSM.resolve("max_page_sharing")).strip());
    }

    private void set(String tunable, String value) {
        shell.write(KSM.resolve(tunable).toString(), value, Deadline.in(Duration.ofSeconds(60)));
    }

    @Override
    public void close() {
        before.forEach(this::set);
    }
}
