package org.ksmlab.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class BootImageTest {
    /** The head of a kernel image: magic, the pointer to its version, and that. */
    static byte[] image(String version) {
        byte[] head = new byte[4096];
        put(head, 0x202, "HdrS");
        head[0x20e] = 0x00;
        head[0x20f] = 0x04; // 0x400 from the end of the first sector
        put(head, 0x400 + 0x200, version + "\0");
        return head;
    }

    private static void put(byte[] into, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, into, offset, bytes.length);
    }

    @Test
    public void theReleaseIsTheFirstWordOfTheVersion() {
        assertThat(BootImage.parse(image("6.1.192-ksmlab (ksmlab@ksmlab) #1 SMP"))
                        .release())
                .contains("6.1.192-ksmlab");
    }

    @DataProvider
    public Object[][] silent() {
        byte[] without = image("6.1");
        without[0x20f] = 0;
        byte[] beyond = image("6.1");
        beyond[0x20f] = (byte) 0xff;
        return new Object[][] {{without}, {beyond}, {image("")}, {image("\033[2J")}};
    }

    @Test(dataProvider = "silent")
    public void anImageThatDoesNotTellItsReleaseIsAnImageNonetheless(byte[] head) {
        assertThat(BootImage.parse(head).release()).isEmpty();
    }

    @DataProvider
    public Object[][] noImages() {
        byte[] magicElsewhere = new byte[4096];
        put(magicElsewhere, 0x204, "HdrS");
        return new Object[][] {{new byte[0]}, {Arrays.copyOf(image("6.1"), 0x20f)}, {magicElsewhere}};
    }

    @Test(dataProvider = "noImages")
    public void anythingElseIsRefused(byte[] head) {
        assertThatThrownBy(() -> BootImage.parse(head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no x86 kernel image (vmlinuz)");
    }
}
