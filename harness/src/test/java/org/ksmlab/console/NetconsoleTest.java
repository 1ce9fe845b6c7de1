package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ksmlab.command.TestFolders;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class NetconsoleTest {
    private Path folder;
    private Heard heard;
    private NetconsoleStream stream;

    @BeforeMethod
    public void begin() throws IOException {
        folder = Files.createTempDirectory("ksmlab-netconsole");
        heard = new Heard();
        stream = new NetconsoleStream("host", heard);
    }

    @AfterMethod(alwaysRun = true)
    public void removeFolder() throws IOException {
        TestFolders.delete(folder);
    }

    private void datagram(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.accept(bytes, bytes.length, Instant.EPOCH);
    }

    @Test
    public void anExtendedRecordIsReadLikeOneOfKmsg() {
        datagram("6,444,501151268,-;netpoll: netconsole: local port 6666\n SUBSYSTEM=net\n");
        datagram("6.4.0,4,445,501151270,-,caller=T1;with the release\n");
        assertThat(heard.texts()).containsExactly("netpoll: netconsole: local port 6666", "with the release");
        ConsoleRecord first = heard.records().get(0);
        assertThat(first.sequence()).isEqualTo(OptionalLong.of(444));
        assertThat(first.level()).isEqualTo(OptionalInt.of(6));
        assertThat(first.kernelTime()).isEqualTo(Optional.of(Duration.ofNanos(501_151_268_000L)));
    }

    @Test
    public void fragmentsAreJoinedInWhateverOrderTheyCome() {
        datagram("6,416,1758426,-,ncfrag=16/31;the 2nd chunk.\n");
        assertThat(heard.texts()).isEmpty();
        datagram("6,416,1758426,-,ncfrag=0/31;the first chunk,");
        assertThat(heard.texts()).containsExactly("the first chunk,the 2nd chunk.");
    }

    @Test
    public void whatALostFragmentHadIsShownAsMissing() {
        datagram("6,416,1758426,-,ncfrag=0/31;the first chunk,");
        datagram("6,417,1758427,-;next\n");
        assertThat(heard.texts()).containsExactly("the first chunk,???????????????", "next");
    }

    @Test
    public void aFragmentThatLiesAboutItsPlaceDoesNoHarm() {
        datagram("6,416,1758426,-,ncfrag=90000/10;far away\n");
        datagram("6,416,1758426,-,ncfrag=5/10;0123456789\n");
        datagram("6,417,1758427,-;next\n");
        assertThat(heard.texts()).containsExactly("?????01234", "next");
    }

    @Test
    public void basicMessagesAreLinesThatMayGoOnInTheNextDatagram() {
        datagram("[   12.345678] a li");
        datagram("ne\nanother\nhalf");
        stream.finish();
        assertThat(heard.texts()).containsExactly("[   12.345678] a line", "another", "half");
    }

    @Test
    public void onlyExpectedMachinesAreListenedTo() throws IOException {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress stranger = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        Path raw = folder.resolve("raw");
        try (NetconsoleReceiver receiver =
                        NetconsoleReceiver.start(new InetSocketAddress(here, 0), Map.of(here, "host"), raw, heard);
                DatagramSocket from = new DatagramSocket(new InetSocketAddress(here, 0));
                DatagramSocket fromStranger = new DatagramSocket(new InetSocketAddress(stranger, 0))) {
            InetSocketAddress to = new InetSocketAddress(here, receiver.port());
            send(fromStranger, to, "6,1,1,-;a lie\n");
            send(from, to, "6,2,2,-;the truth\n");
            heard.awaitText("the truth");
        }
        assertThat(heard.texts()).containsExactly("the truth");
        assertThat(raw).hasContent("6,2,2,-;the truth\n");
    }

    @Test
    public void aPortThatIsTakenIsNamed() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(here, 0))) {
            InetSocketAddress local = new InetSocketAddress(here, taken.getLocalPort());
            assertThatThrownBy(() -> NetconsoleReceiver.start(local, Map.of(), folder.resolve("raw"), heard))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort())
                    .hasMessageContaining("Address already in use");
        }
    }

    private static void send(DatagramSocket from, InetSocketAddress to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }
}
