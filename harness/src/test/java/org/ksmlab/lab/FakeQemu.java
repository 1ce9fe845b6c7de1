package org.ksmlab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.ksmlab.command.Command;
import org.ksmlab.command.OutputSink;
import org.ksmlab.command.Running;
import org.ksmlab.command.Shell;
import org.ksmlab.command.TestFolders;
import org.ksmlab.kernels.BootFiles;
import org.ksmlab.kernels.Kernel;
import org.ksmlab.local.LocalShell;
import org.ksmlab.waiting.Deadline;
import org.testng.SkipException;

/**
 * This machine with a QEMU whose lab hosts are an sshd each, with the keys that a lab host gets: whoever logs in to one is on this machine.
 * The images are made as real ones are, of next to nothing.
 */
final class FakeQemu implements Shell {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    /** Without a pid file it is asked for its version, or whether KVM runs a kernel. */
    private static final String PROGRAM = """
            #!/bin/bash
            while [ $# -gt 0 ]; do
              case $1 in
                -pidfile) pidfile=$2 ;;
                -serial) console=${2#file:} ;;
                -netdev) port=${2##*127.0.0.1:}; port=${port%%-:22} ;;
                -kernel) kernel=$2 ;;
              esac
              shift
            done
            [ -n "$pidfile" ] || { echo ksmlab-guest: ready; exit; }
            cd "${pidfile%/*}" || exit
            echo booting >"$console"
            if [[ $kernel == *silent* ]]; then
              setsid sleep 600 </dev/null >/dev/null 2>&1 &
            else
              printf '%s\\n' "ListenAddress 127.0.0.1" "Port $port" "HostKey $PWD/host_ed25519" \\
                "AuthorizedKeysFile $PWD/id_ed25519.pub" "PidFile none" "StrictModes no" "UsePAM no" \\
                "PermitRootLogin prohibit-password" "SetEnv SHLVL=2" >sshd_config
              setsid /usr/sbin/sshd -D -e -f "$PWD/sshd_config" </dev/null >/dev/null 2>sshd.log &
              for _ in {1..100}; do grep -q listening sshd.log && break; sleep 0.1; done
              echo ksmlab-host: ready >>"$console"
            fi
            echo $! >"$pidfile"
            """;

    private final Shell local = new LocalShell();
    private final Path folder;
    private final Path program;

    private FakeQemu() throws IOException {
        folder = Files.createTempDirectory("ksmlab-fake-qemu");
        program = script(folder.resolve("qemu"), PROGRAM);
        Files.createDirectories(recipes());
        Files.createFile(recipes().resolve("debian-sources"));
        for (String image : List.of("lab-host", "guest", "programs")) {
            script(
                    Files.createDirectory(recipes().resolve(image)).resolve("build"),
                    "#!/bin/sh\nmkdir -p \"$1\" && cd \"$1\" && touch vmlinuz initrd cmdline disk.img\n");
        }
    }

    /** @throws SkipException if this machine cannot run it */
    static FakeQemu install() throws IOException {
        if (!System.getProperty("user.name").equals("root") || !Files.isExecutable(SSHD)) {
            throw new SkipException("it takes root, for a mount namespace, and " + SSHD);
        }
        Files.createDirectories(Path.of("/run/sshd")); // as LoopbackSshd does
        return new FakeQemu();
    }

    private static Path script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path recipes() {
        return folder.resolve("recipes");
    }

    Path cache() {
        return folder.resolve("cache");
    }

    LabFolder lab() {
        return LabFolder.in(cache());
    }

    LabStarter starter(Consumer<String> progress) {
        LabSize.Sizing smallest = (cores, availableMib) -> new LabSize(3, List.of(1, 1));
        return new LabStarter(this, recipes(), cache(), smallest, progress);
    }

    /** As {@code ksmlab lab up} does. */
    LabHost up(Optional<BootFiles> kernel) {
        return starter(line -> {}).up(kernel, OptionalInt.empty(), Deadline.in(Duration.ofMinutes(1)));
    }

    /** A kernel that boots, unless its name says that it is silent. */
    Kernel kernel(String name) throws IOException {
        byte[] image = new byte[1024];
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, image, 0x202, 4);
        Path made = Files.createDirectories(folder.resolve("kernels").resolve(name));
        return new Image(
                name,
                new BootFiles(
                        Files.write(made.resolve("vmlinuz"), image),
                        Optional.of(Files.write(made.resolve("initrd"), image))));
    }

    private record Image(String name, BootFiles files) implements Kernel {
        @Override
        public String description() {
            return "a kernel without a kernel";
        }

        @Override
        public Optional<BootFiles> made() {
            return Optional.of(files);
        }

        @Override
        public void fetch(Deadline deadline) {
            // It is here.
        }

        @Override
        public BootFiles make(Deadline deadline) {
            return files;
        }
    }

    @Override
    public String name() {
        return local.name();
    }

    @Override
    public Running start(Command command, OutputSink sink) {
        List<Object> words = new ArrayList<>(command.argv());
        if (words.get(0).equals("qemu-system-x86_64")) {
            words.set(0, program);
        }
        return local.start(Command.of(words.toArray()).withStdin(command.stdin()), sink);
    }

    @Override
    public void upload(Path from, String remote, int mode, Deadline deadline) {
        local.upload(from, remote, mode, deadline);
    }

    @Override
    public Optional<String> read(String path, Deadline deadline) {
        return local.read(path, deadline);
    }

    /** Ends the lab host that is up, and removes all files. */
    @Override
    public void close() {
        LabHost.running(lab()).ifPresent(LabHost::down);
        try {
            TestFolders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
