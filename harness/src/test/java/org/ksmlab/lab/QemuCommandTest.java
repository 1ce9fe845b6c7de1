package org.ksmlab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ksmlab.kernels.BootFiles;
import org.testng.annotations.Test;

public class QemuCommandTest {
    private static List<String> words(String folder) {
        return words(folder, Optional.of(Path.of(folder).resolve("initrd")));
    }

    private static List<String> words(String folder, Optional<Path> initrd) {
        Path path = Path.of(folder);
        return new QemuCommand(
                        new LabSize(3, List.of(4_096, 2_048)),
                        Accelerator.TCG,
                        new BootFiles(path.resolve("vmlinuz"), initrd),
                        path.resolve("image/disk.img"),
                        path.resolve("seed.tar"),
                        path.resolve("console.log"),
                        path.resolve("qemu.pid"),
                        "ksmlab-lab",
                        2222)
                .command()
                .argv();
    }

    @Test
    public void itHasTwoNodesOfTheirOwnSizesAndAllButTheLastCpuOnTheFirst() {
        assertThat(words("/lab"))
                .containsSubsequence("-smp", "3,sockets=3", "-m", "6144M")
                .contains(
                        "memory-backend-ram,id=m0,size=4096M",
                        "node,nodeid=0,cpus=0-1,memdev=m0",
                        "memory-backend-ram,id=m1,size=2048M",
                        "node,nodeid=1,cpus=2,memdev=m1");
    }

    @Test
    public void aCommaInAPathIsNoEndOfAnOption() {
        assertThat(words("/a,b"))
                .contains(
                        "file=/a,,b/image/disk.img,if=virtio,format=raw,snapshot=on",
                        "file=/a,,b/seed.tar,if=virtio,format=raw,readonly=on")
                .as("these are no lists of options")
                .contains("/a,b/vmlinuz", "/a,b/initrd", "/a,b/qemu.pid", "file:/a,b/console.log");
    }

    @Test
    public void aKernelThatFindsItsDiskByItselfHasNoInitrd() {
        assertThat(words("/lab")).containsSubsequence("-initrd", "/lab/initrd");
        assertThat(words("/lab", Optional.empty()))
                .containsSubsequence("-kernel", "/lab/vmlinuz")
                .doesNotContain("-initrd");
    }

    @Test
    public void itIsReachedFromThisMachineAlone() {
        List<String> words = words("/lab");
        assertThat(words).contains("user,id=n0,hostfwd=tcp:127.0.0.1:2222-:22");
        assertThat(words.stream().filter(word -> word.contains("hostfwd") || word.contains("0.0.0.0")))
                .hasSize(1);
        assertThat(words).containsSubsequence("-display", "none").doesNotContain("-vnc", "-monitor", "-qmp");
    }

    @Test
    public void nothingThatAHostWritesIsKept() {
        assertThat(words("/lab").stream().filter(word -> word.startsWith("file=")))
                .hasSize(2)
                .allMatch(word -> word.contains(",snapshot=on") || word.contains(",readonly=on"));
    }
}
